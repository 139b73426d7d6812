import AzureBatch
import Catalog
import CatalogStore
import Foundation
import Logging

/// Refreshes one account for as long as it is configured: when it is due, and when somebody asks.
actor AccountRunner {
    // Shared by the account's own task and by those who ask for a sync.
    private var watchers: [SyncEvent.Watcher] = []
    private(set) var isSyncing = false
    private var isRunning = false
    private var isEnded = false
    /// What the files held that the last sync used, when it failed.
    private var failedWith: Digest?
    private var memory = SyncMemory()
    /// From the end of the last sync to the next; `nil` before the first, when the record tells.
    private var wait: Duration?

    nonisolated let settings: AccountSettings
    private var sync: AccountSync
    private let tally: SyncTally
    private let slot: RequestSlot
    /// Raised when it is time for a sync, somebody asks for one, or the end has come.
    private let woken = Signal()
    private let stopped = Signal()
    private let ended = Signal()

    init(_ sync: AccountSync, tally: SyncTally) {
        settings = sync.account
        (self.tally, self.sync) = (tally, sync)
        slot = sync.slot
    }

    /// Asks for a sync that begins after this moment.
    ///
    /// - Parameter watcher: told what happens, last of all that it finished.
    func request(_ watcher: @escaping SyncEvent.Watcher) {
        guard !isEnded else { return watcher(.finished(.stopped)) }
        watchers.append(watcher)
        woken.raise()
    }

    /// Takes what `[daemon]` says for all accounts from the next sync on; one in flight ends as it began.
    func adopt(_ daemon: DaemonSettings) {
        sync.daemon = daemon
    }

    /// Ends the runner; a sync in flight is given up and leaves no trace.
    nonisolated func stop() {
        stopped.raise()
        woken.raise()
        slot.close()
    }

    /// Ends the runner and returns once nothing of it is under way.
    func end() async {
        isEnded = true
        stop()
        if isRunning { await ended.wait() } else { dismissWatchers() }
    }

    /// Whether the last sync failed, and what it used of files holds something else by now.
    var isWorthAnotherTry: Bool { failedWith.map { $0 != settings.fileContents } ?? false }

    func run() async {
        guard !isEnded else { return }
        isRunning = true
        await refresh()
        isEnded = true
        dismissWatchers()
        ended.raise()
    }

    private func dismissWatchers() {
        for watcher in watchers { watcher(.finished(.stopped)) }
        watchers = []
    }

    private func refresh() async {
        while !Task.isCancelled, !stopped.isRaised {
            do {
                try await waitUntilDue()
                if stopped.isRaised { return }
                try Task.checkCancellation()
                // However many are due at once, what waits here holds nothing.
                try await slot.take()
                defer { slot.end() }
                try await syncUnlessStopped()
            } catch is CancellationError {
                return
            } catch {
                // The record could not be written: say so, and try again a minute later.
                sync.logger.error(
                    "cannot record the sync", metadata: ["error": "\(error)", "account": "\(settings.name)"])
                wait = .seconds(60)
            }
        }
    }

    private func waitUntilDue() async throws {
        guard watchers.isEmpty else { return }
        let schedule = SyncSchedule(interval: settings.interval, jitter: sync.daemon.jitter)
        let wait =
            if let wait { wait } else {
                schedule.wait(try await sync.store.schedule(of: settings.name), now: sync.now())
            }
        guard wait > .zero else { return }
        // One task beside the runner's own, and nothing else: this is where ten thousand accounts spend their time.
        await withDiscardingTaskGroup { group in
            group.addTask { [woken, clock = sync.clock] in
                try? await clock.sleep(for: wait)
                woken.raise()
            }
            await woken.wait()
            group.cancelAll()
        }
    }

    /// A sync that is given up when the runner is stopped.
    private func syncUnlessStopped() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.syncOnce() }
            group.addTask { [stopped] in await stopped.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func syncOnce() async throws {
        let watching = watchers
        watchers = []
        woken.lower()
        isSyncing = true
        defer { isSyncing = false }
        for watcher in watching { watcher(.started) }
        do {
            let result = try await measuredSync { number, images in
                for watcher in watching { watcher(.page(number: number, images: images)) }
            }
            for watcher in watching { watcher(.finished(result)) }
        } catch {
            let failed = SyncResult(outcome: .failed, reason: "cannot record the sync: \(error)")
            for watcher in watching { watcher(.finished(error is CancellationError ? .stopped : failed)) }
            throw error
        }
    }

    private func measuredSync(onPage: @escaping @Sendable (Int, Int) async -> Void) async throws -> SyncResult {
        var memory = self.memory
        // What a record that could not be written has learnt is not forgotten, nor taken for written.
        defer { self.memory = memory }
        let contents = settings.fileContents
        let started = ContinuousClock.now
        let result = try await sync.run(&memory, onPage: onPage)
        wait = result.wait
        failedWith = result.outcome == .failed ? contents : nil
        tally.add(result, of: settings.name, took: ContinuousClock.now - started)
        return result
    }
}

extension AccountSettings {
    /// What the files that it names hold: its secret and its trust anchors. One that cannot be read holds nothing.
    var fileContents: Digest {
        var contents: [String?] = [caFile.flatMap { FileManager.default.contents(atPath: $0)?.base64EncodedString() }]
        switch auth {
        case .sharedKey(_, let key): contents.append((try? key.read())?.value)
        case .token(let method, _):
            switch method {
            case .clientSecret(_, _, let source): contents.append((try? source.read())?.value)
            case .clientCertificate(_, _, let source, _): contents.append((try? source.read())?.value)
            case .workloadIdentity, .managedIdentity, .azureCLI: break
            }
        }
        return Digest(of: contents)
    }
}
