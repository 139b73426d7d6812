import Catalog
import CatalogStore
import ControlAPI
import HTTPTypes
import Hummingbird
import NIOCore
import QueryService
import ServiceLifecycle

/// Answers that are written line by line as they are read, one JSON object each: nothing is buffered whole, and no
/// read transaction waits for a slow client.
enum RecordStreams {
    static let contentType = "application/x-ndjson"

    /// Whether a client wants lines, where there are any.
    static func areAsked(by request: HTTPRequest) -> Bool {
        request.headerFields[.accept]?.contains(contentType) ?? false
    }

    /// The images of `GET /v1/images`: all of them, unless a limit is set.
    static func images(_ query: ImageQuery, _ queries: RecordQueries) async throws -> Response {
        // A mistake is answered before the stream begins.
        let first = try await queries.imageLines(query)
        return response { writer in
            var page = first
            while true {
                if !page.lines.isEmpty { try await writer.write(ByteBuffer(bytes: page.lines)) }
                guard let next = page.next else { break }
                page = try await queries.imageLines(next)
            }
        }
    }

    /// The changes of `GET /v1/changes?follow=true`: those there are, then each as it is recorded, for ever
    /// or until as many as the limit have come.
    static func changes(_ query: ChangeQuery, _ queries: RecordQueries, clock: any Clock<Duration>) async throws
        -> Response
    {
        var query = query
        // Taken before the record is read: what is written meanwhile is looked for again.
        let writes = queries.writes
        let first = try await queries.changeLines(&query)
        return response { [query, writes] writer in
            var (query, writes, part) = (query, writes, first)
            var silence = Duration.zero
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                if !part.lines.isEmpty {
                    try await writer.write(ByteBuffer(bytes: part.lines))
                    silence = .zero
                    if query.limit == 0 { break }
                } else if silence >= longestSilence {
                    // Tells both ends that the other is there.
                    try await writer.write(ByteBuffer(bytes: [0x0A]))
                    silence = .zero
                } else {
                    try? await cancelWhenGracefulShutdown { try await clock.sleep(for: period) }
                    silence += period
                }
                guard part.hasMore || queries.writes != writes else {
                    part.lines = []
                    continue
                }
                writes = queries.writes
                part = try await queries.changeLines(&query)
            }
        }
    }

    private static let period = Duration.milliseconds(500)
    private static let longestSilence = Duration.seconds(15)

    private static func response(
        _ body: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: contentType],
            body: ResponseBody { writer in
                var inner: any ResponseBodyWriter = writer
                try await body(&inner)
                try await writer.finish(nil)
            })
    }
}
