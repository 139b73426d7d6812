import Catalog
import ControlAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import QueryService

extension Routes {
    /// Every route of the socket.
    static func table(
        queries: RecordQueries, scheduler: Scheduler, post: AlertPost, status: DaemonStatus, metrics: DaemonMetrics,
        doctor: Doctor, cache: AnswerCache
    ) -> [Route] {
        let description = TaggedAnswer(PackageResources.openapi_json)
        let operation = BatchOperation(store: metrics.store, now: metrics.now)
        let records = RecordRoute.all.map { route in
            Route(method: .get, path: route.path, access: .everybody) { request in
                if let stream = try await stream(request, queries) { return stream }
                let head = request.head
                return Response(
                    try await cache.answer(to: head) {
                        TaggedAnswer(
                            try await route.answer(request.uri.query, queries) { TaggedAnswer.isKnown($0, to: head) })
                    })
            }
        }
        return records + [
            Route(method: .get, path: "/v1/status", access: .everybody) { request in
                try parameters(request) { (_) throws(APIError) in }
                return .json(try await status.answer(queries: queries, syncing: await scheduler.syncing()))
            },
            Route(method: .get, path: "/v1/health", access: .everybody) { request in
                try parameters(request) { (_) throws(APIError) in }
                let (isWell, bytes) = try await status.health(queries: queries)
                return .json(bytes, status: isWell ? .ok : .serviceUnavailable)
            },
            Route(method: .get, path: "/metrics", access: .everybody) { request in
                try parameters(request) { (_) throws(APIError) in }
                let snapshot = try await metrics.snapshot()
                return Response(
                    status: .ok, headers: [.contentType: MetricsText.contentType],
                    body: ResponseBody { writer in
                        for piece in snapshot.text { try await writer.write(ByteBuffer(bytes: piece)) }
                        try await writer.finish(nil)
                    })
            },
            Route(method: .get, path: "/v1/openapi.json", access: .everybody) { request in
                try parameters(request) { (_) throws(APIError) in }
                return Response(description.answer(to: request.head))
            },
            Route(method: .get, path: BatchOperation.path, access: .everybody) { request in
                Response(try await cache.answer(to: request.head) { try await operation.page(request) })
            },
            Route(method: .post, path: VerdictAnswer.path, access: .everybody) { request in
                try parameters(request) { (_) throws(APIError) in }
                let body = try await request.body.collect(upTo: HeldRequest.longest)
                return .json(try await queries.check(body: Array(body.readableBytesView)))
            },
            Route(method: .post, path: "/v1/sync", access: .operators) { request in
                try parameters(request) { (_) throws(APIError) in }
                let asked = try await SyncRequest(body: request)
                let runners = try await scheduler.runners(for: asked.accounts)
                return await SyncProgress.response(runners)
            },
            Route(method: .post, path: "/v1/doctor", access: .operators) { request in
                try parameters(request) { (_) throws(APIError) in }
                let asked = try await SyncRequest(body: request, keys: ["accounts"])
                return DoctorAnswer.response(
                    doctor, try await scheduler.accounts(named: asked.accounts),
                    asLines: RecordStreams.areAsked(by: request.head))
            },
            Route(method: .post, path: AlertTestAnswer.path, access: .operators) { request in
                try parameters(request) { (_) throws(APIError) in }
                var answer = AlertTestAnswer()
                answer.alert = try await alertName(request)
                let outcome = try await post.test(answer.alert)
                answer.ok = outcome == .told
                if case .untold(let reason, _) = outcome { answer.error = reason }
                return .json(answer.json)
            },
        ]
    }

    /// Reads the body `{"alert":"NAME"}` strictly.
    private static func alertName(_ request: Request) async throws -> String {
        let body = try await request.body.collect(upTo: HeldRequest.longest)
        let object = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any]
        guard let object, object.keys.elementsEqual(["alert"]), let name = object["alert"] as? String else {
            throw APIError(.badRequest, #"cannot read the request's body: expected {"alert":"NAME"}"#)
        }
        return name
    }

    /// The answer line by line, where it was asked for.
    private static func stream(_ request: Request, _ queries: RecordQueries) async throws -> Response? {
        if request.uri.path == "/v1/images", RecordStreams.areAsked(by: request.head) {
            let query = try parameters(request) { (parameters) throws(APIError) in try ImageQuery(&parameters) }
            return try await RecordStreams.images(query, queries)
        }
        if request.uri.path == "/v1/alerts" {
            let query = try parameters(request) { (parameters) throws(APIError) in try AlertQuery(&parameters) }
            return query.follows ? try await RecordStreams.alerts(query, queries, clock: FrugalClock()) : nil
        }
        guard request.uri.path == "/v1/changes" else { return nil }
        let query = try parameters(request) { (parameters) throws(APIError) in try ChangeQuery(&parameters) }
        return query.follows ? try await RecordStreams.changes(query, queries, clock: FrugalClock()) : nil
    }

    /// Reads a request's parameters and refuses what the route does not know.
    private static func parameters<Query>(
        _ request: Request, _ read: (inout QueryParameters) throws(APIError) -> Query
    ) throws(APIError) -> Query {
        var parameters = try QueryParameters(query: request.uri.query)
        let query = try read(&parameters)
        try parameters.finish()
        return query
    }
}
