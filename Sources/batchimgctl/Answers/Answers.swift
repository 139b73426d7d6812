import Catalog

/// A row of `GET /v1/accounts`.
struct AccountAnswer: Decodable {
    let name: String
    let endpoint: String
    let configured: Int
    let state: String
    let images: Int
    let etag: String?
    let lastModified: String?
    let lastChanged: String?
    let lastSuccess: String?
    let lastAttempt: String?
    let nextAttempt: String?
    let consecutiveFailures: Int
    let lastError: String?
    let staleAfterSeconds: Int?
    let stale: Bool
    let reason: String?

    /// Names the recorded times that lie too far ahead of the clock; `nil` when there are none.
    func aheadText(now: UTCTime) -> String? {
        let times = [("success", lastSuccess), ("attempt", lastAttempt), ("change", lastChanged)]
        let ahead = times.filter { _, text in
            text.flatMap { UTCTime(rfc3339: $0) }.map { !$0.isBelievable(at: now) } ?? false
        }
        guard !ahead.isEmpty else { return nil }
        let names = ahead.map { "last \($0) (\($1 ?? ""))" }.joined(separator: ", ")
        return "recorded ahead of the clock, and not believed: \(names)"
    }
}

/// A row of `GET /v1/agents`.
struct AgentAnswer: Decodable {
    let account: String
    let nodeAgentSKUId: String
    let osType: String
    let images: Int
    let verifiedImages: Int
    let lastEndOfLife: String?
}

/// A row of `GET /v1/syncs`.
struct SyncAnswer: Decodable {
    let id: Int
    let account: String
    let started: String
    let finished: String
    let outcome: String
    let httpStatus: Int?
    let pages: Int
    let images: Int?
    let bytes: Int
    let requestId: String?
    let errorCode: String?
    let errorMessage: String?
}

/// A row of `GET /v1/changes`.
struct ChangeAnswer: Decodable {
    let seq: Int
    let at: String
    let account: String
    let kind: String
    let publisher: String?
    let offer: String?
    let sku: String?
    let version: String?
    let nodeAgentSKUId: String
    let old: String?
    let new: String?
    let image: String
}

/// `GET /v1/status`.
struct StatusAnswer: Decodable {
    struct Database: Decodable {
        let path: String
        let bytes: Int
        let schemaVersion: Int
        let checked: Bool
        let damage: String?
        let walBytes: Int
        let walHeldSince: String?
    }

    struct Next: Decodable {
        let account: String
        let at: String
    }

    let version: String
    let pid: Int
    let started: String
    let database: Database
    let socket: String
    let syncing: [String]
    let nextSync: Next?
    let accounts: [AccountAnswer]
}

/// A line of `POST /v1/sync`.
struct SyncLine: Decodable {
    let account: String?
    let event: String
    let page: Int?
    let images: Int?
    let outcome: String?
    let changes: Int?
    let error: String?
    let reason: String?
    let succeeded: Int?
    let failed: Int?
    let suspect: Int?
}
