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
                try refuseParameters(request)
                return .json(try await status.answer(syncing: await scheduler.syncing()))
            },
            Route(method: .get, path: "/v1/health", access: .everybody) { request in
                try refuseParameters(request)
                let (isWell, bytes) = try await status.health()
                return .json(bytes, status: isWell ? .ok : .serviceUnavailable)
            },
            Route(method: .get, path: "/metrics", access: .everybody) { request in
                try refuseParameters(request)
                let snapshot = try await metrics.snapshot()
                return .streamed(MetricsText.contentType) { writer in
                    for piece in snapshot.text { try await writer.write(ByteBuffer(bytes: piece)) }
                }
            },
            Route(method: .get, path: "/v1/openapi.json", access: .everybody) { request in
                try refuseParameters(request)
                return Response(description.answer(to: request.head))
            },
            Route(method: .get, path: BatchOperation.path, access: .everybody) { request in
                Response(try await cache.answer(to: request.head) { try await operation.page(request) })
            },
            Route(method: .post, path: VerdictAnswer.path, access: .everybody) { request in
                try refuseParameters(request)
                let body = try await request.body.collect(upTo: HeldRequest.longest)
                return .json(try await queries.check(body: Array(body.readableBytesView)))
            },
            Route(method: .post, path: "/v1/sync", access: .operators) { request in
                try refuseParameters(request)
                let asked = try await SyncRequest(body: request)
                let runners = try await scheduler.runners(for: asked.accounts)
                return await SyncProgress.response(runners)
            },
            Route(method: .post, path: "/v1/doctor", access: .operators) { request in
                try refuseParameters(request)
                let asked = try await SyncRequest(body: request, keys: ["accounts"])
                return DoctorAnswer.response(
                    doctor, try await scheduler.accounts(named: asked.accounts),
                    asLines: RecordStreams.areAsked(by: request.head))
            },
            Route(method: .post, path: AlertTestAnswer.path, access: .operators) { request in
                try refuseParameters(request)
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
        let text = request.uri.query
        switch request.uri.path {
        case "/v1/images" where RecordStreams.areAsked(by: request.head):
            return try await RecordStreams.images(try RecordRoute.parameters(text, ImageQuery.init), queries)
        case "/v1/alerts":
            let query = try RecordRoute.parameters(text, AlertQuery.init)
            return query.follows ? try await RecordStreams.alerts(query, queries, clock: FrugalClock()) : nil
        case "/v1/changes":
            let query = try RecordRoute.parameters(text, ChangeQuery.init)
            return query.follows ? try await RecordStreams.changes(query, queries, clock: FrugalClock()) : nil
        default:
            return nil
        }
    }

    /// The route knows no parameters.
    private static func refuseParameters(_ request: Request) throws(APIError) {
        try RecordRoute.parameters(request.uri.query) { (_) throws(APIError) in }
    }
}

/// The answer to `POST /v1/doctor`, written as the accounts are examined: one object with all checks, or for clients
/// that take lines, one check a line.
private enum DoctorAnswer {
    static func response(_ doctor: Doctor, _ accounts: [AccountSettings], asLines: Bool) -> Response {
        .streamed(asLines ? RecordStreams.contentType : "application/json") { writer in
            var separator = ""
            if !asLines { try await writer.write(ByteBuffer(string: #"{"checks":["#)) }
            try await doctor.examine(accounts) { findings in
                var bytes = ByteBuffer()
                for finding in findings {
                    var json = JSONWriter()
                    json.object(CheckAnswer(finding))
                    bytes.writeString(separator)
                    bytes.writeBytes(json.bytes)
                    if asLines { bytes.writeString("\n") } else { separator = "," }
                }
                if bytes.readableBytes > 0 { try await writer.write(bytes) }
            }
            if !asLines { try await writer.write(ByteBuffer(string: "]}\n")) }
        }
    }
}

extension SyncRequest {
    /// Reads the body of a request strictly; no body asks for everything.
    ///
    /// - Parameter keys: those that the route takes.
    fileprivate init(body request: Request, keys: [String] = ["accounts", "accept"]) async throws {
        let body = try await request.body.collect(upTo: HeldRequest.longest)
        guard body.readableBytes > 0 else {
            self.init()
            return
        }
        let expected =
            keys.contains("accept")
            ? #"expected {"accounts":["NAME",...],"accept":false}, both optional"#
            : #"expected {"accounts":["NAME",...]}, or nothing"#
        do {
            let data = Data(body.readableBytesView)
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            let wrong = object.filter { !keys.contains($0.key) || $0.value is NSNull }.keys.min()
            if let wrong {
                throw APIError(.badRequest, "cannot use '\(wrong.prefix(80))' in the request's body: \(expected)")
            }
            self = try JSONDecoder().decode(SyncRequest.self, from: data)
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError(.badRequest, "cannot read the request's body: \(expected)")
        }
    }
}
