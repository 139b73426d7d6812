import AzureBatch
import Catalog
import CatalogStore
import Logging

/// Tells one alert what waits for it, in order, one at a time, for as long as it is configured.
struct AlertRunner: Sendable {
    let receiver: Receiver
    let store: Store
    /// Raised when there may be something to tell, or the end has come.
    let woken = Signal()
    private let stopped = Signal()
    private let ended = Signal()

    var settings: AlertSettings { receiver.settings }

    /// For how long a receiver may fail before what waits for it is given up.
    static let patience = Duration.days(3)
    private static let firstPause = Duration.seconds(10)
    private static let longestPause = Duration.hours(1)

    /// - Parameter attempts: that failed before this one.
    static func pause(attempts: Int, retryAfter: Duration?) -> Duration {
        if let retryAfter { return min(max(retryAfter, .seconds(1)), RetryAfter.longest) }
        return min(firstPause * (1 << min(attempts, 20)), longestPause)
    }

    func stop() {
        stopped.raise()
        woken.raise()
    }

    /// Returns once nothing of it is under way.
    func end() async {
        stop()
        await ended.wait()
    }

    func run() async {
        defer { ended.raise() }
        while !stopped.isRaised, !Task.isCancelled {
            woken.lower()
            if stopped.isRaised { return }
            do {
                guard let event = try await store.nextEvent(of: settings.name) else {
                    await woken.wait()
                    continue
                }
                await pause(until: event.nextAttempt)
                guard !stopped.isRaised, !Task.isCancelled, let outcome = await attempt(event) else { continue }
                try await record(outcome, event)
            } catch is CancellationError {
                return
            } catch {
                receiver.logger.error(
                    "cannot record what an alert was told",
                    metadata: ["alert": "\(settings.name)", "error": "\(error)"])
                await pause(.seconds(60))
            }
        }
    }

    private func pause(until time: UTCTime?) async {
        guard let time else { return }
        let wait = time.duration(since: receiver.now())
        // A clock that was set back keeps nobody waiting.
        if wait > .zero, wait <= RetryAfter.longest { await pause(wait) }
    }

    private func pause(_ wait: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clock = receiver.clock] in try? await clock.sleep(for: wait) }
            group.addTask { [stopped] in await stopped.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    /// - Returns: `nil` when it was given up because the runner is stopped; a receiver that took it all the same counts.
    private func attempt(_ event: WaitingEvent) async -> Receiver.Outcome? {
        await withTaskGroup(of: Receiver.Outcome?.self) { group in
            group.addTask { [receiver] in await receiver.tell(event) }
            group.addTask { [stopped] in
                await stopped.wait()
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            if case .some(.some(let outcome)) = first { return outcome }
            for await outcome in group where outcome == .told { return outcome }
            return nil
        }
    }

    private func record(_ outcome: Receiver.Outcome, _ event: WaitingEvent) async throws {
        let now = receiver.now()
        var metadata: Logger.Metadata = ["alert": "\(settings.name)", "event": "\(event.event)", "id": "\(event.id)"]
        metadata["account"] = event.account.map { "\($0)" }
        switch outcome {
        case .told:
            try await store.recordTold(event, at: now)
            receiver.logger.info("told", metadata: metadata)
        case .untold(let reason, let retryAfter):
            let pause = Self.pause(attempts: event.attempts, retryAfter: retryAfter)
            let count = try await store.recordUntold(
                event, reason, at: now, next: now.advanced(by: pause), patience: Self.patience)
            metadata["reason"] = "\(reason)"
            receiver.logger.warning("cannot tell an alert", metadata: metadata)
            guard count > 0 else { return }
            receiver.logger.error(
                "given up: the receiver failed for three days; see: batchimgctl alerts --state given-up",
                metadata: ["alert": "\(settings.name)", "events": "\(count)"])
        }
    }
}
