import Catalog
import ControlAPI
import Glibc

/// What can be told of the daemon, its file and its accounts without going online.
struct Diagnosis {
    private(set) var checks: [CheckAnswer] = []
    /// Whether the daemon answered.
    private(set) var isDaemonThere = false

    init(_ session: Session, isOfFiles: Bool) {
        do throws(ClientError) {
            guard !isOfFiles else {
                try look(atFile: session)
                return
            }
            let status = try StatusAnswer(answer: try session.ask("/v1/status"))
            isDaemonThere = true
            look(at: status)
            look(at: status.database)
            look(at: status.alerts)
            look(at: status.accounts)
        } catch {
            note("daemon", error)
            guard !isOfFiles, error.exitCode == ClientError.unreachable, session.leftBehind != nil else { return }
            do throws(ClientError) {
                try look(atFile: session)
            } catch {
                note("database", error)
            }
        }
    }

    private mutating func look(atFile session: Session) throws(ClientError) {
        let accounts: [AccountAnswer] = try session.list(AccountAnswer.self).elements()
        checks.append(.well("database", "the file can be read"))
        look(at: accounts)
    }

    private mutating func look(at status: StatusAnswer) {
        let difference = Session.difference(fromDaemon: status.version)
        checks.append(
            difference.map { .finding("daemon", $0.what, $0.remedy) }
                ?? .well("daemon", "batchimgd \(status.version) answers at \(status.socket)"))
    }

    private mutating func look(at alerts: [StatusAnswer.Alert]) {
        for alert in alerts {
            let reason = alert.lastError.map { ": \($0)" } ?? ""
            let remedy = "mend its receiver, then: batchimgctl alerts --test \(alert.alert)"
            if alert.waiting > 0, alert.lastError != nil {
                let next = alert.nextAttempt.map { "; tried again at \($0)" } ?? ""
                find(
                    "alert", "'\(alert.alert)' cannot be told, and \(alert.waiting) events wait\(reason)\(next)", remedy
                )
            } else if alert.givenUp > 0 {
                find("alert", "\(alert.givenUp) events of '\(alert.alert)' were given up\(reason)", remedy)
            } else {
                checks.append(.well("alert", "'\(alert.alert)': \(alert.waiting) events wait"))
            }
        }
    }

    private mutating func look(at database: StatusAnswer.Database) {
        let size = "\(database.bytes / 1024) KiB"
        if let damage = database.damage {
            find(
                "database", "\(database.path) is damaged, and nothing is written any more: \(damage)",
                "restore a copy, then: systemctl restart batchimgd")
        } else {
            let state = database.checked ? "read for damage, none found" : "being read for damage"
            checks.append(.well("database", "\(database.path), \(size), \(state)"))
        }
        if let since = database.walHeldSince {
            find(
                "readers", "a reader has held the write-ahead log (\(database.walBytes / 1024) KiB) since \(since)",
                "find it with: fuser \(database.path)")
        }
        if let free = Self.freeBytes(beside: database.path), free < database.bytes + Self.leastFreeBytes {
            find(
                "disk", "\(free >> 20) MiB are free beside the database, which has \(size)",
                "make room for a copy of it: an upgrade makes one")
        }
    }

    /// Beside a second copy of the file, what the write-ahead log grows to.
    private static let leastFreeBytes = 64 << 20

    /// `nil` where the folder may not be looked at.
    private static func freeBytes(beside path: String) -> Int? {
        var status = statvfs()
        guard let end = path.lastIndex(of: "/"), statvfs(String(path[..<end]), &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    private mutating func look(at accounts: [AccountAnswer]) {
        if accounts.isEmpty {
            find(
                "accounts", "no accounts are configured",
                "add an [[account]] to the configuration (batchimgctl init prints them), then: "
                    + "systemctl reload batchimgd")
        }
        checks += accounts.map(Self.check) + accounts.compactMap(Self.checkPools)
        for account in accounts {
            guard let text = account.aheadText(now: UTCTime.now) else { continue }
            checks.append(
                .finding(
                    "clock", account: account.name, text,
                    "set the clock: timedatectl set-ntp true; when it is right: batchimgctl sync \(account.name)"))
        }
    }

    private static func check(_ account: AccountAnswer) -> CheckAnswer {
        let name = account.name
        let now = UTCTime.now
        let age = account.lastSuccess.flatMap { UTCTime(rfc3339: $0) }.map { "last good \($0.relativeText(now: now))" }
        let last = age ?? "nothing yet"
        guard account.staleAfterSeconds != nil else { return .well("refresh", account: name, "disabled, \(last)") }
        switch account.state.known {
        case .failing:
            let times = account.consecutiveFailures == 1 ? "once" : "\(account.consecutiveFailures) times"
            return .finding(
                "refresh", account: name, "failed \(times), \(last): \(account.lastError ?? "no reason is known")",
                "mend that, then: batchimgctl sync \(name)")
        case .suspect:
            return .finding(
                "refresh", account: name, "a listing that lacks most images is held back, \(last)",
                "when the service really lists so few: batchimgctl sync --accept \(name)")
        case .never, .ok, nil: break
        }
        guard !account.stale else {
            return .finding(
                "refresh", account: name, "stale, \(last)" + (account.reason.map { ": \($0)" } ?? ""),
                "look into the daemon's log: journalctl -u batchimgd")
        }
        return .well("refresh", account: name, "\(account.images) images, \(last)")
    }

    private static func checkPools(_ account: AccountAnswer) -> CheckAnswer? {
        guard let error = account.poolsError else {
            return account.pools.map { .well("pools", account: account.name, "\($0) live pools") }
        }
        let remedy = error.hasPrefix("403") ? CheckAnswer.poolsRemedy : "mend that, or \(CheckAnswer.leavingPools)"
        return .finding("pools", account: account.name, "cannot list the pools: \(error)", remedy)
    }

    /// A question that was not answered, as a finding.
    private mutating func note(_ check: String, _ error: ClientError) {
        let sides = error.description.split(separator: ";", maxSplits: 1)
        let remedy = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : "see: systemctl status batchimgd"
        find(check, String(sides[0]), remedy)
    }

    private mutating func find(_ check: String, _ message: String, _ remedy: String) {
        checks.append(.finding(check, message, remedy))
    }
}
