package import ControlAPI

/// A route that is answered from the record alone: by the daemon's socket, and from a file without a daemon.
package struct RecordRoute: Sendable {
    /// Whether whoever asks has the answer with this tag already.
    package typealias Known = @Sendable (_ tag: String) -> Bool

    package let path: String
    package let answer:
        @Sendable (_ query: String?, _ queries: RecordQueries, _ isKnown: @escaping Known) async throws -> RecordAnswer

    private init<Query: Sendable>(
        _ path: String, _ read: @escaping @Sendable (inout QueryParameters) throws(APIError) -> Query,
        _ answer: @escaping @Sendable (RecordQueries) -> @Sendable (Query) async throws -> [UInt8]
    ) {
        self.path = path
        self.answer = { text, queries, _ in
            let bytes = try await answer(queries)(try Self.parameters(text, read))
            return RecordAnswer(bytes: bytes, contentType: "application/json", tag: nil)
        }
    }

    private init(_ form: ReportForm) {
        path = form.path
        answer = { text, queries, isKnown in
            try await queries.report(form, try Self.parameters(text, ReportQuery.init), isKnown: isKnown)
        }
    }

    /// Reads a request's parameters and refuses what the route does not know.
    package static func parameters<Query>(
        _ text: String?, _ read: (inout QueryParameters) throws(APIError) -> Query
    ) throws(APIError) -> Query {
        var parameters = try QueryParameters(query: text)
        let query = try read(&parameters)
        try parameters.finish()
        return query
    }

    /// Every one of them.
    package static let all =
        [
            RecordRoute("/v1/images", ImageQuery.init) { $0.images },
            RecordRoute("/v1/images/history", NamedImageQuery.init) { $0.history },
            RecordRoute("/v1/resolve", NamedImageQuery.init) { $0.resolve },
            RecordRoute("/v1/suggest", SuggestQuery.init) { $0.suggest },
            RecordRoute("/v1/diff", DiffQuery.init) { $0.diff },
            RecordRoute("/v1/accounts", PageQuery.init) { $0.accounts },
            RecordRoute("/v1/agents", PageQuery.init) { $0.agents },
            RecordRoute("/v1/pools", PoolQuery.init) { $0.pools },
            RecordRoute("/v1/syncs", PageQuery.init) { $0.syncs },
            RecordRoute("/v1/changes", ChangeQuery.init) { $0.changes },
            RecordRoute("/v1/alerts", AlertQuery.init) { $0.alerts },
            RecordRoute("/v1/names", NamesQuery.init) { $0.names },
        ] + ReportForm.allCases.map { RecordRoute($0) }

    /// Answers a request's target, path and query, as the socket would.
    ///
    /// - Parameter body: of a request that has one.
    /// - Throws: `APIError`, also for a path that is not among these.
    package static func answer(
        _ target: String, body: [UInt8]? = nil, _ queries: RecordQueries
    ) async throws -> [UInt8] {
        if target == VerdictAnswer.path, let body { return try await queries.check(body: body) }
        let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let route = all.first(where: { $0.path == sides[0] }) else {
            throw APIError(.notFound, "cannot answer \(sides[0].prefix(200)) from a file: that takes a running daemon")
        }
        return try await route.answer(sides.count > 1 ? sides[1] : nil, queries) { _ in false }.bytes ?? []
    }
}

/// What a route answers.
package struct RecordAnswer: Sendable {
    /// `nil` when whoever asks has it already.
    package let bytes: [UInt8]?
    package let contentType: String
    /// What names these bytes; `nil` when nothing does but their digest.
    package let tag: String?
}
