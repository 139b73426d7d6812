import Catalog
import CatalogStore
import ControlAPI
import Foundation
import Logging
import ServiceLifecycle

/// Tells alerts what the record holds for them, each by a task of its own, and takes new settings while it runs.
actor AlertPost: Service {
    // The runners are shared by the service's task, the socket's requests and reloads.
    private var runners: [String: AlertRunner] = [:]
    private var keeping: Duration
    private let store: Store
    private let health: RecordHealth
    private let transports: Transports
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime
    private let logger: Logger
    private let mark: AlertMark
    private var marked: Int?
    private let newcomers: AsyncStream<AlertRunner>
    private let hired: AsyncStream<AlertRunner>.Continuation
    private let turns = Turns()
    /// Raised while there are alerts.
    private let hasAlerts = Signal()

    init(
        store: Store, health: RecordHealth, transports: Transports, keeping: Duration, clock: any Clock<Duration>,
        now: @escaping @Sendable () -> UTCTime, logger: Logger
    ) {
        (self.store, self.health, self.transports, self.keeping) = (store, health, transports, keeping)
        (self.clock, self.now, self.logger) = (clock, now, logger)
        mark = AlertMark(database: store.path)
        (newcomers, hired) = AsyncStream.makeStream(of: AlertRunner.self)
    }

    /// How often it is looked whether something was written.
    private static let period = Duration.seconds(1)
    /// Of those, how many until it is looked whether time alone made something new.
    private static let turn = 10

    func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { try? await cancelWhenGracefulShutdown { try await self.watch() } }
            for await runner in newcomers.cancelOnGracefulShutdown() {
                group.addTask { await runner.run() }
            }
            stopAll()
        }
        await remember()
    }

    private func stopAll() {
        for runner in runners.values { runner.stop() }
    }

    private func watch() async throws {
        var writes = -1
        var count = 0
        while true {
            await hasAlerts.wait()
            try Task.checkCancellation()
            if health.state.damage != nil {
                // Nothing is written any more, so nothing can be told once.
                stopAll()
                return
            }
            if count.isMultiple(of: Self.turn) { try await turnDay() }
            count += 1
            if store.writes != writes {
                writes = store.writes
                for runner in runners.values { runner.woken.raise() }
                await remember()
            }
            try await clock.sleep(for: Self.period)
        }
    }

    private func turnDay() async throws {
        do {
            try await store.turnAlerts(now: now(), keeping: keeping)
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("cannot look for what alerts are to be told", metadata: ["error": "\(error)"])
        }
    }

    private func remember() async {
        guard let count = try? await store.alertJournal(), count != marked, !runners.isEmpty || marked != nil else {
            return
        }
        do {
            try mark.write(count)
            marked = count
        } catch {
            logger.error(
                "cannot write \(mark.path): a record that is restored is not told apart",
                metadata: ["error": "\(error)"])
        }
    }

    // MARK: - Settings

    /// Makes these the alerts, once their accounts are in the record: only those that changed begin anew.
    ///
    /// - Throws: when the record cannot be written; everything stays as it was.
    func apply(_ settings: Settings) async throws {
        try await turns.take { try await self.change(to: settings) }
    }

    private func change(to settings: Settings) async throws {
        keeping = settings.daemon.keepSyncs
        guard !settings.alerts.isEmpty || !runners.isEmpty || marked != nil else {
            // Alerts of another run are known as such.
            return try await store.configure(alerts: [], now: now())
        }
        let new = Dictionary(settings.alerts.map { ($0.name, $0) }) { first, _ in first }
        let leaving = runners.values.filter { new[$0.settings.name] != $0.settings }
        await withDiscardingTaskGroup { group in
            for runner in leaving { group.addTask { await runner.end() } }
        }
        for runner in leaving { runners[runner.settings.name] = nil }
        do {
            let count = try await store.alertJournal()
            let isRestored = marked == nil && mark.isAheadOf(count)
            if isRestored {
                logger.notice("the record was restored: alerts are told a summary of what holds")
            }
            if marked == nil, count == 0 { try? mark.write(0) }
            try await store.configure(alerts: settings.alerts.map(\.recorded), isRestored: isRestored, now: now())
        } catch {
            for runner in leaving { hire(runner.settings) }
            throw error
        }
        for alert in settings.alerts where runners[alert.name] == nil { hire(alert) }
        if runners.isEmpty { hasAlerts.lower() } else { hasAlerts.raise() }
        await remember()
    }

    private func hire(_ alert: AlertSettings) {
        let runner = AlertRunner(receiver: receiver(alert), store: store)
        runners[alert.name] = runner
        hired.yield(runner)
    }

    private func receiver(_ alert: AlertSettings) -> Receiver {
        Receiver(settings: alert, transports: transports, clock: clock, now: now, logger: logger)
    }

    /// Tells an alert that it is tried, now and once, whatever waits for it.
    ///
    /// - Throws: `APIError` for an alert that is unknown.
    func test(_ name: String) async throws(APIError) -> Receiver.Outcome {
        guard let runner = runners[name] else {
            throw APIError.unknownAlert(name, known: runners.keys.sorted())
        }
        let event = WaitingEvent(
            test: UUID().uuidString.lowercased(), at: now().wholeSeconds,
            message: "batchimgd tries the alert \(name): all is well when you read this")
        return await receiver(runner.settings).tell(event)
    }
}

extension AlertSettings {
    fileprivate var recorded: ConfiguredAlert {
        ConfiguredAlert(
            name: name,
            rule: AlertRule(kinds: Set(events), thresholds: within, watch: WatchList(images)), accounts: accounts,
            tellsEnd: webhook?.format == .alertmanager)
    }
}
