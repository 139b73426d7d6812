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
        var writer = JSONWriter()
        writer.object {
            $0.member("status", damage != nil ? "damaged" : stale.isEmpty ? "ok" : "stale")
            guard !reasons.isEmpty else { return }
            $0.key("reasons")
            $0.array(of: reasons)
        }
        writer.endLine()
        return (reasons.isEmpty, writer.bytes)
    }

    /// The answer to `GET /v1/status`.
    func answer(queries: RecordQueries, syncing: [String]) async throws -> [UInt8] {
        let accounts = try await queries.configuredAccounts()
        let file = try store.file()
        let state = health.state
        // What is switched off has no limit, and is not refreshed whatever its last plan was.
        let next = accounts.filter { $0.staleAfter != nil && $0.nextAttempt != nil }.min {
            ($0.nextAttempt ?? started) < ($1.nextAttempt ?? started)
        }
        var writer = JSONWriter()
        writer.object {
            $0.member("version", Batchimgd.version)
            $0.member("pid", Int(getpid()))
            $0.member("started", started)
            $0.key("database")
            $0.object {
                $0.member("path", file.path)
                $0.member("bytes", file.bytes)
                $0.member("schemaVersion", file.schemaVersion)
                $0.member("checked", state.isChecked)
                $0.member("damage", state.damage)
                $0.member("walBytes", state.logBytes)
                $0.member("walHeldSince", state.heldSince)
            }
            $0.member("socket", socket)
            $0.key("syncing")
            $0.array(of: syncing)
            if let next {
                $0.key("nextSync")
                $0.object {
                    $0.member("account", next.name)
                    $0.member("at", next.nextAttempt)
                }
            }
            $0.key("accounts")
            $0.accounts(accounts, now: now())
        }
        writer.endLine()
        return writer.bytes
    }
}
