import Catalog
import CatalogStore
import ControlAPI

/// The daemon in numbers: what `GET /metrics` and the metrics file show.
struct DaemonMetrics: Sendable {
    let store: Store
    let health: RecordHealth
    let tally: SyncTally
    let started: UTCTime
    let now: @Sendable () -> UTCTime

    /// One read of the record at this moment, and the counters since the start.
    func text() async throws -> String {
        let time = now()
        let (accounts, counts, pools, alerts) = try await store.read { reader in
            (
                try reader.configuredAccounts(), try reader.endOfLifeCounts(),
                try reader.poolVerdicts(on: time.day, window: LifecycleState.defaultWindow),
                try reader.alertStandings()
            )
        }
        var text = MetricsText()
        text.add(
            "batchimgd_info", .gauge, "The running version.",
            [.init([("version", Batchimgd.version)], 1)])
        text.add(images: counts, today: time)
        text.add(accounts: accounts, now: time)
        text.add(pools: pools, of: accounts)
        text.add(alerts: alerts)
        text.add(syncs: tally.all)
        text.add(
            "batchimgd_database_bytes", .gauge, "Size of the record, its write-ahead log not counted.",
            [.init([], Double(try store.file().bytes))])
        let state = health.state
        text.add(
            "batchimgd_database_wal_bytes", .gauge, "Size of the record's write-ahead log.",
            [.init([], Double(state.logBytes))])
        text.add(
            "batchimgd_database_damaged", .gauge, "1 when the record is damaged and nothing is written any more.",
            [.init([], state.damage == nil ? 0 : 1)])
        text.add(process: ProcessUsage.current, started: started)
        return text.text
    }
}

extension MetricsText {
    fileprivate mutating func add(images counts: [EndOfLifeCount], today: UTCTime) {
        var images: [[String]: Int] = [:]
        var next: [String: UTCTime] = [:]
        for count in counts {
            let daysLeft = count.endOfLife.map { $0.day - today.day }
            let state = LifecycleState(daysLeft: daysLeft, window: LifecycleState.defaultWindow)
            images[[count.account, state.rawValue], default: 0] += count.images
            if let date = count.endOfLife, let daysLeft, daysLeft >= 0 {
                next[count.account] = min(date, next[count.account] ?? date)
            }
        }
        add(
            "batchimgd_account_images", .gauge,
            "Images in the current catalog by life-cycle state; ending: within \(LifecycleState.defaultWindow) days.",
            images.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                Sample([("account", $0.key[0]), ("state", $0.key[1])], Double($0.value))
            })
        add(
            "batchimgd_account_next_end_of_life_timestamp_seconds", .gauge, "The soonest end of life still to come.",
            next.sorted { $0.key < $1.key }.map { Sample([("account", $0.key)], Double($0.value.seconds)) })
    }

    fileprivate mutating func add(accounts: [KnownAccount], now: UTCTime) {
        let states = AccountState.allCases.sorted { $0.rawValue < $1.rawValue }
        add(
            "batchimgd_account_state", .gauge, "1 for the state that the account is in.",
            accounts.flatMap { account in
                states.map {
                    Sample([("account", account.name), ("state", $0.rawValue)], account.state == $0 ? 1 : 0)
                }
            })
        add(
            "batchimgd_account_stale", .gauge, "1 when the data is older than its limit.",
            accounts.map { Sample([("account", $0.name)], $0.isStale(now: now) ? 1 : 0) })
        add(
            "batchimgd_account_consecutive_failures", .gauge, "Failed syncs since the last that succeeded.",
            accounts.map { Sample([("account", $0.name)], Double($0.consecutiveFailures)) })
        for (name, help, time) in [
            ("last_success", "The last complete listing.", \KnownAccount.lastSuccess),
            ("last_attempt", "The last sync, whatever came of it.", \.lastAttempt),
            ("next_attempt", "When the account is refreshed next.", \.nextAttempt),
            ("last_change", "When the catalog last changed.", \.lastChanged),
        ] {
            add(
                "batchimgd_account_\(name)_timestamp_seconds", .gauge, help,
                accounts.compactMap { account in
                    account[keyPath: time].map { Sample([("account", account.name)], Double($0.seconds)) }
                })
        }
        add(
            "batchimgd_account_stale_after_seconds", .gauge, "The age from which the data is stale.",
            accounts.compactMap { account in
                account.staleAfter.map { Sample([("account", account.name)], Double($0.wholeSeconds)) }
            })
    }

    fileprivate mutating func add(pools verdicts: [String: [Verdict: Int]], of accounts: [KnownAccount]) {
        let listing = accounts.filter(\.listsPools)
        add(
            "batchimgd_pools", .gauge,
            "Live pools by the verdict on what they use; ending: within \(LifecycleState.defaultWindow) days.",
            listing.filter { $0.pools != nil }.flatMap { account in
                Verdict.allCases.map { verdict in
                    Sample(
                        [("account", account.name), ("verdict", verdict.rawValue)],
                        Double(verdicts[account.name]?[verdict] ?? 0))
                }
            })
        add(
            "batchimgd_account_pools_failing", .gauge, "1 when the last attempt to list the account's pools failed.",
            listing.map { Sample([("account", $0.name)], $0.poolsError == nil ? 0 : 1) })
        add(
            "batchimgd_account_pools_last_success_timestamp_seconds", .gauge, "The last complete listing of its pools.",
            listing.compactMap { account in
                account.poolsSeen.map { Sample([("account", account.name)], Double($0.seconds)) }
            })
    }

    fileprivate mutating func add(alerts: [AlertStanding]) {
        add(
            "batchimgd_alerts", .gauge,
            "Events of an alert by how far it was told; what was told long ago is forgotten.",
            alerts.flatMap { alert in
                [(AlertState.waiting, alert.waiting), (.told, alert.told), (.givenUp, alert.givenUp)].map {
                    Sample([("alert", alert.alert), ("state", $0.0.rawValue)], Double($0.1))
                }
            })
    }

    fileprivate mutating func add(syncs: [String: SyncTally.Counts]) {
        let syncs = syncs.sorted { $0.key < $1.key }
        add(
            "batchimgd_syncs_total", .counter, "Syncs since the start by outcome.",
            syncs.flatMap { account, counts in
                SyncOutcome.allCases.map {
                    Sample([("account", account), ("outcome", $0.rawValue)], Double(counts.outcomes[$0, default: 0]))
                }
            })
        add(
            "batchimgd_sync_seconds_total", .counter, "Time that the syncs since the start took.",
            syncs.map { Sample([("account", $0)], $1.duration / .seconds(1)) })
        add(
            "batchimgd_changes_total", .counter, "Changes recorded since the start.",
            syncs.map { Sample([("account", $0)], Double($1.changes)) })
    }

    /// Under names of our own: in the metrics file, the usual ones would collide with those of the collector itself.
    fileprivate mutating func add(process usage: ProcessUsage?, started: UTCTime) {
        add(
            "batchimgd_process_start_time_seconds", .gauge, "When the process began.",
            [.init([], Double(started.seconds))])
        guard let usage else { return }
        add(
            "batchimgd_process_resident_memory_bytes", .gauge, "Resident memory.",
            [.init([], Double(usage.residentBytes))])
        add("batchimgd_process_cpu_seconds_total", .counter, "User and system time.", [.init([], usage.cpuSeconds)])
        add("batchimgd_process_open_fds", .gauge, "Open file descriptors.", [.init([], Double(usage.openDescriptors))])
    }
}
