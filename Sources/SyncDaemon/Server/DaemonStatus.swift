import Catalog
import CatalogStore
import ControlAPI
import Glibc
import QueryService

/// What `GET /v1/status` tells of the daemon itself.
struct DaemonStatus: Sendable {
    let started: UTCTime
    let socket: String
    let store: Store
    let health: RecordHealth
    let now: @Sendable () -> UTCTime

    /// The answer to `GET /v1/health`: well, or the reasons why not.
    func health(queries: RecordQueries) async throws -> (isWell: Bool, bytes: [UInt8]) {
        let time = now()
        let stale = try await queries.configuredAccounts().filter { $0.isStale(now: time) }
        let damage = health.state.damage
        let reasons =
            (damage.map { ["the database is damaged: \($0)"] } ?? [])
            + stale.map { "\($0.name): \($0.staleness(now: time))" }
        var answer = HealthAnswer()
        answer.status = Word(damage != nil ? .damaged : stale.isEmpty ? .ok : .stale)
        answer.reasons = reasons.isEmpty ? nil : reasons
        return (reasons.isEmpty, answer.json)
    }

    /// The answer to `GET /v1/status`.
    func answer(queries: RecordQueries, syncing: [String]) async throws -> [UInt8] {
        let time = now()
        let (accounts, atRisk) = try await queries.accountsAtRisk(at: time)
        let standings = try await queries.alertStandings()
        let file = try store.file()
        let state = health.state
        // What is switched off has no limit, and is not refreshed whatever its last plan was.
        let next = accounts.filter { $0.staleAfter != nil && $0.nextAttempt != nil }.min {
            ($0.nextAttempt ?? started) < ($1.nextAttempt ?? started)
        }
        var answer = StatusAnswer()
        answer.version = Batchimgd.version
        answer.pid = Int(getpid())
        answer.started = started.description
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
            answer.poolsAtRisk = account.pools.map { _ in atRisk[account.name] ?? 0 }
            return answer
        }
        return answer.json
    }
}
