import Catalog
import ControlAPI
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
        var line = SyncLine()
        line.account = account
        switch event {
        case .started: line.event = Word(.started)
        case .page(let number, let images):
            line.event = Word(.page)
            (line.page, line.images) = (number, images)
        case .finished(let result):
            line.event = Word(.finished)
            line.outcome = Word(result.outcome)
            (line.images, line.changes) = (result.images, result.changes)
            if result.outcome == .failed { line.error = result.reason } else { line.reason = result.reason }
        }
        return ByteBuffer(bytes: line.json)
    }

    private static func done(_ counts: [SyncOutcome: Int]) -> ByteBuffer {
        let succeeded: [SyncOutcome] = [.notModified, .unchanged, .changed]
        var line = SyncLine()
        line.succeeded = succeeded.reduce(0) { $0 + counts[$1, default: 0] }
        line.failed = counts[.failed, default: 0]
        line.suspect = counts[.suspect, default: 0]
        return ByteBuffer(bytes: line.json)
    }
}
