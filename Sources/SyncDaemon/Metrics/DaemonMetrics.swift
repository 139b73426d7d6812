import Catalog
import CatalogStore

/// The daemon in numbers: what `GET /metrics` and the metrics file show.
struct DaemonMetrics: Sendable {
    let store: Store
    let health: RecordHealth
    let tally: SyncTally
    let started: UTCTime
    let now: @Sendable () -> UTCTime

    /// One read of the record at this moment, and the counters since the start.
    func snapshot() async throws -> MetricsSnapshot {
        let time = now()
        let (accounts, counts, pools, alerts) = try await store.read { reader in
            (
                try reader.configuredAccounts(), try reader.endOfLifeCounts(),
                try reader.poolVerdicts(on: time.day, window: LifecycleState.defaultWindow),
                try reader.alertStandings()
            )
        }
        return MetricsSnapshot(
            time: time, started: started, accounts: accounts, counts: counts, pools: pools, alerts: alerts,
            syncs: tally.all.sorted { $0.key < $1.key }, databaseBytes: try store.file().bytes, health: health.state,
            usage: ProcessUsage.current)
    }
}
