import Catalog
import CatalogStore
import HTTPTypes
import Hummingbird
import NIOCore

/// The progress of a sync that somebody asked for, one JSON object a line.
enum SyncProgress {
    static func response(_ runners: [AccountRunner]) async -> Response {
        var streams: [(account: String, events: AsyncStream<SyncEvent>)] = []
        for runner in runners {
            streams.append((runner.settings.name, await runner.request()))
        }
        let body = ResponseBody { [streams] writer in
            var counts: [SyncOutcome: Int] = [:]
            let (lines, continuation) = AsyncStream.makeStream(of: (account: String, event: SyncEvent).self)
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    await withDiscardingTaskGroup { group in
                        for (account, events) in streams {
                            group.addTask { await forward(events, of: account, to: continuation) }
                        }
                    }
                    continuation.finish()
                }
                for await (account, event) in lines {
                    if case .finished(let result) = event { counts[result.outcome, default: 0] += 1 }
                    try await writer.write(line(account, event))
                }
            }
            try await writer.write(done(counts))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/x-ndjson"], body: body)
    }

    private static func forward(
        _ events: AsyncStream<SyncEvent>, of account: String,
        to lines: AsyncStream<(account: String, event: SyncEvent)>.Continuation
    ) async {
        var hasFinished = false
        for await event in events {
            if case .finished = event { hasFinished = true }
            lines.yield((account, event))
        }
        if !hasFinished {
            let reason = "cannot finish: the daemon stops, or the account's settings changed"
            lines.yield((account, .finished(SyncResult(outcome: .failed, reason: reason))))
        }
    }

    private static func line(_ account: String, _ event: SyncEvent) -> ByteBuffer {
        line { writer in
            writer.member("account", account)
            switch event {
            case .started:
                writer.member("event", "started")
            case .page(let number, let images):
                writer.member("event", "page")
                writer.member("page", number)
                writer.member("images", images)
            case .finished(let result):
                writer.member("event", "finished")
                writer.member("outcome", result.outcome.rawValue)
                writer.member("images", result.images)
                writer.member("changes", result.changes)
                writer.member(result.outcome == .failed ? "error" : "reason", result.reason)
            }
        }
    }

    private static func done(_ counts: [SyncOutcome: Int]) -> ByteBuffer {
        line { writer in
            writer.member("event", "done")
            let succeeded: [SyncOutcome] = [.notModified, .unchanged, .changed]
            writer.member("succeeded", succeeded.reduce(0) { $0 + counts[$1, default: 0] })
            writer.member("failed", counts[.failed, default: 0])
            writer.member("suspect", counts[.suspect, default: 0])
        }
    }

    private static func line(_ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var writer = JSONWriter()
        writer.object(members)
        writer.endLine()
        return ByteBuffer(bytes: writer.bytes)
    }
}
