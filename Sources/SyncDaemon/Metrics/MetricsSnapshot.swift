import Catalog
import CatalogStore

/// Everything that the metrics are worked out from, at one moment. What makes their text long, a line for each account
/// and number, is made only as it is written.
struct MetricsSnapshot: Sendable {
    let time: UTCTime
    let started: UTCTime
    /// By name.
    let accounts: [KnownAccount]
    let counts: EndOfLifeCounts
    /// By the account's name.
    let pools: [String: [Verdict: Int]]
    let alerts: [AlertStanding]
    /// By the account's name.
    let syncs: [(key: String, value: SyncTally.Counts)]
    let databaseBytes: Int
    let health: RecordHealth.State
    /// `nil` where the system does not show it.
    let usage: ProcessUsage?

    private typealias Sample = MetricsText.Sample

    var text: MetricsText {
        var text = MetricsText()
        text.add(
            "batchimgd_info", .gauge, "The running version.", [Sample([("version", Batchimgd.version)], 1)])
        addImages(to: &text)
        addAccounts(to: &text)
        addPools(to: &text)
        addAlerts(to: &text)
        addSyncs(to: &text)
        text.add(
            "batchimgd_database_bytes", .gauge, "Size of the record, its write-ahead log not counted.", databaseBytes)
        text.add("batchimgd_database_wal_bytes", .gauge, "Size of the record's write-ahead log.", health.logBytes)
        text.add(
            "batchimgd_database_damaged", .gauge, "1 when the record is damaged and nothing is written any more.",
            health.damage == nil ? 0 : 1)
        addProcess(to: &text)
        return text
    }

    private func addImages(to text: inout MetricsText) {
        let catalogs = counts.catalogs.mapValues { ListedStates($0, today: time) }
        text.add(
            "batchimgd_account_images", .gauge,
            "Images in the current catalog by life-cycle state; ending: within \(LifecycleState.defaultWindow) days.",
            counts.accounts.lazy.flatMap { account in
                (catalogs[account.catalog]?.images ?? []).map {
                    Sample([("account", account.name), ("state", $0.state)], Double($0.count))
                }
            })
        text.add(
            "batchimgd_account_next_end_of_life_timestamp_seconds", .gauge, "The soonest end of life still to come.",
            counts.accounts.lazy.compactMap { account in
                catalogs[account.catalog]?.next.map { Sample([("account", account.name)], Double($0.seconds)) }
            })
    }

    private func addAccounts(to text: inout MetricsText) {
        let states = AccountState.allCases.sorted { $0.rawValue < $1.rawValue }
        text.add(
            "batchimgd_account_state", .gauge, "1 for the state that the account is in.",
            accounts.lazy.flatMap { account in
                states.map {
                    Sample([("account", account.name), ("state", $0.rawValue)], account.state == $0 ? 1 : 0)
                }
            })
        add("stale", "1 when the data is older than its limit.", to: &text) { [time] in $0.isStale(now: time) ? 1 : 0 }
        add("consecutive_failures", "Failed syncs since the last that succeeded.", to: &text) { $0.consecutiveFailures }
        add("last_success_timestamp_seconds", "The last complete listing.", to: &text) { $0.lastSuccess?.seconds }
        add("last_attempt_timestamp_seconds", "The last sync, whatever came of it.", to: &text) {
            $0.lastAttempt?.seconds
        }
        add("next_attempt_timestamp_seconds", "When the account is refreshed next.", to: &text) {
            $0.nextAttempt?.seconds
        }
        add("last_change_timestamp_seconds", "When the catalog last changed.", to: &text) { $0.lastChanged?.seconds }
        add("stale_after_seconds", "The age from which the data is stale.", to: &text) { $0.staleAfter?.wholeSeconds }
    }

    /// - Parameter value: of an account; `nil` for one that has none.
    private func add(
        _ name: String, _ help: String, to text: inout MetricsText, _ value: @escaping @Sendable (KnownAccount) -> Int?
    ) {
        text.add(
            "batchimgd_account_\(name)", .gauge, help,
            accounts.lazy.compactMap { account in
                value(account).map { Sample([("account", account.name)], Double($0)) }
            })
    }

    private func addPools(to text: inout MetricsText) {
        text.add(
            "batchimgd_pools", .gauge,
            "Live pools by the verdict on what they use; ending: within \(LifecycleState.defaultWindow) days.",
            accounts.lazy.filter { $0.listsPools && $0.pools != nil }.flatMap { account in
                Verdict.allCases.map { verdict in
                    Sample(
                        [("account", account.name), ("verdict", verdict.rawValue)],
                        Double(pools[account.name]?[verdict] ?? 0))
                }
            })
        add("pools_failing", "1 when the last attempt to list the account's pools failed.", to: &text) {
            $0.listsPools ? $0.poolsError == nil ? 0 : 1 : nil
        }
        add("pools_last_success_timestamp_seconds", "The last complete listing of its pools.", to: &text) {
            $0.listsPools ? $0.poolsSeen?.seconds : nil
        }
    }

    private func addAlerts(to text: inout MetricsText) {
        text.add(
            "batchimgd_alerts", .gauge,
            "Events of an alert by how far it was told; what was told long ago is forgotten.",
            alerts.flatMap { alert in
                [(AlertState.waiting, alert.waiting), (.told, alert.told), (.givenUp, alert.givenUp)].map {
                    Sample([("alert", alert.alert), ("state", $0.0.rawValue)], Double($0.1))
                }
            })
    }

    private func addSyncs(to text: inout MetricsText) {
        text.add(
            "batchimgd_syncs_total", .counter, "Syncs since the start by outcome.",
            syncs.lazy.flatMap { account, counts in
                SyncOutcome.allCases.map {
                    Sample([("account", account), ("outcome", $0.rawValue)], Double(counts.outcomes[$0, default: 0]))
                }
            })
        text.add(
            "batchimgd_sync_seconds_total", .counter, "Time that the syncs since the start took.",
            syncs.lazy.map { Sample([("account", $0)], $1.duration / .seconds(1)) })
        text.add(
            "batchimgd_changes_total", .counter, "Changes recorded since the start.",
            syncs.lazy.map { Sample([("account", $0)], Double($1.changes)) })
    }

    /// Under names of our own: in the metrics file, the usual ones would collide with those of the collector itself.
    private func addProcess(to text: inout MetricsText) {
        text.add("batchimgd_process_start_time_seconds", .gauge, "When the process began.", started.seconds)
        guard let usage else { return }
        text.add("batchimgd_process_resident_memory_bytes", .gauge, "Resident memory.", usage.residentBytes)
        text.add(
            "batchimgd_process_cpu_seconds_total", .counter, "User and system time.", [Sample([], usage.cpuSeconds)])
        text.add("batchimgd_process_open_fds", .gauge, "Open file descriptors.", usage.openDescriptors)
    }
}

/// What the metrics say of a catalog, for all accounts that list it.
private struct ListedStates {
    /// Those that an image is in, by name.
    let images: [(state: String, count: Int)]
    /// The soonest end of life still to come.
    let next: UTCTime?

    init(_ counts: [EndOfLifeCount], today: UTCTime) {
        var images: [String: Int] = [:]
        for count in counts {
            let daysLeft = count.endOfLife.map { $0.day - today.day }
            let state = LifecycleState(daysLeft: daysLeft, window: LifecycleState.defaultWindow)
            images[state.rawValue, default: 0] += count.images
        }
        self.images = images.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        next = counts.lazy.compactMap(\.endOfLife).filter { $0.day >= today.day }.min()
    }
}
