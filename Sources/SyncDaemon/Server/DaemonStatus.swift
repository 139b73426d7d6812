import Catalog
import CatalogStore
import ControlAPI
import Glibc
import QueryService

/// What `GET /v1/status` tells of the daemon itself.
struct DaemonStatus: Sendable {
    let metrics: DaemonMetrics
    let socket: String

    /// The answer to `GET /v1/health`: well, or the reasons why not.
    func health() async throws -> (isWell: Bool, bytes: [UInt8]) {
        let time = metrics.now()
        let stale = try await metrics.store.read { try $0.configuredAccounts() }.filter { $0.isStale(now: time) }
        let damage = metrics.health.state.damage
        let reasons =
            (damage.map { ["the database is damaged: \($0)"] } ?? [])
            + stale.map { "\($0.name): \($0.staleness(now: time))" }
        var answer = HealthAnswer()
        answer.status = Word(damage != nil ? .damaged : stale.isEmpty ? .ok : .stale)
        answer.reasons = reasons.isEmpty ? nil : reasons
        return (reasons.isEmpty, answer.json)
    }

    /// The answer to `GET /v1/status`.
    func answer(syncing: [String]) async throws -> [UInt8] {
        let time = metrics.now()
        let (accounts, verdicts, standings) = try await metrics.store.read { reader in
            (
                try reader.configuredAccounts(),
                try reader.poolVerdicts(on: time.day, window: LifecycleState.defaultWindow), try reader.alertStandings()
            )
        }
        let file = try metrics.store.file()
        let state = metrics.health.state
        // What is switched off has no limit, and is not refreshed whatever its last plan was.
        let next = accounts.filter { $0.staleAfter != nil && $0.nextAttempt != nil }.min {
            ($0.nextAttempt ?? metrics.started) < ($1.nextAttempt ?? metrics.started)
        }
        var answer = StatusAnswer()
        answer.version = Batchimgd.version
        answer.pid = Int(getpid())
        answer.started = metrics.started.description
        answer.database.path = file.path
        answer.database.bytes = file.bytes
        answer.database.schemaVersion = file.schemaVersion
        answer.database.checked = state.isChecked
        answer.database.damage = state.damage
        answer.database.walBytes = state.logBytes
        answer.database.walHeldSince = state.heldSince?.description
        answer.socket = socket
        answer.syncing = syncing
        answer.nextSync = next.map {
            var next = StatusAnswer.NextSync()
            (next.account, next.at) = ($0.name, $0.nextAttempt?.description ?? "")
            return next
        }
        answer.alerts = standings.map { standing in
            var alert = StatusAnswer.Alert()
            (alert.alert, alert.waiting, alert.givenUp) = (standing.alert, standing.waiting, standing.givenUp)
            alert.waitingSince = standing.waitingSince?.description
            alert.nextAttempt = standing.nextAttempt?.description
            alert.lastError = standing.lastError
            return alert
        }
        answer.accounts = accounts.map { account in
            var answer = AccountAnswer(account, now: time)
            let atRisk = verdicts[account.name, default: [:]].filter { [.error, .warning].contains($0.key.level) }
            answer.poolsAtRisk = account.pools.map { _ in atRisk.values.reduce(0, +) }
            return answer
        }
        return answer.json
    }
}
