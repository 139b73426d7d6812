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
        return .streamed(contentType) { writer in
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
        try await follow(query, queries, clock: clock) { query in
            let (lines, hasMore) = try await queries.changeLines(&query)
            return (lines, hasMore, query.limit == 0)
        }
    }

    /// The events of `GET /v1/alerts?follow=true`, likewise.
    static func alerts(_ query: AlertQuery, _ queries: RecordQueries, clock: any Clock<Duration>) async throws
        -> Response
    {
        try await follow((query: query, seq: nil as Int64?), queries, clock: clock) { place in
            let (lines, count, hasMore) = try await queries.alertLines(place.query, after: &place.seq)
            place.query.limit = place.query.limit.map { $0 - count }
            return (lines, hasMore, place.query.limit == 0)
        }
    }

    /// - Parameter read: reads what comes next, and moves its place behind that.
    private static func follow<Place: Sendable>(
        _ place: Place, _ queries: RecordQueries, clock: any Clock<Duration>,
        read: @escaping @Sendable (inout Place) async throws -> (lines: [UInt8], hasMore: Bool, isFull: Bool)
    ) async throws -> Response {
        var place = place
        // Taken before the record is read: what is written meanwhile is looked for again.
        let writes = queries.writes
        let first = try await read(&place)
        return .streamed(contentType) { [place, writes] writer in
            var (place, writes, part) = (place, writes, first)
            var silence = Duration.zero
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                if !part.lines.isEmpty {
                    try await writer.write(ByteBuffer(bytes: part.lines))
                    silence = .zero
                    if part.isFull { break }
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
                part = try await read(&place)
            }
        }
    }

    private static let period = Duration.milliseconds(500)
    private static let longestSilence = Duration.seconds(15)
}
