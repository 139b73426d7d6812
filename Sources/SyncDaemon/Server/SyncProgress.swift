import Catalog
import ControlAPI
import HTTPTypes
import Hummingbird
import NIOCore

/// The progress of a sync that somebody asked for, one JSON object a line.
enum SyncProgress {
    static func response(_ runners: [AccountRunner]) async -> Response {
        let (events, continuation) = AsyncStream.makeStream(of: (account: String, event: SyncEvent).self)
        for runner in runners {
            let account = runner.settings.name
            await runner.request { continuation.yield((account, $0)) }
        }
        return .streamed(RecordStreams.contentType) { [count = runners.count] writer in
            var counts: [SyncOutcome: Int] = [:]
            var left = count
            var events = events.makeAsyncIterator()
            while left > 0, let (account, event) = await events.next() {
                if case .finished(let result) = event {
                    counts[result.outcome, default: 0] += 1
                    left -= 1
                }
                try await writer.write(line(account, event))
            }
            try await writer.write(done(counts))
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
