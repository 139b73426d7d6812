package import Catalog

/// `GET /v1/status`: the daemon, its file and its accounts. Times are RFC 3339, in UTC.
package struct StatusAnswer: JSONObject {
    package struct Database: JSONObject {
        package var path = ""
        package var bytes = 0
        package var schemaVersion = 0
        /// Whether it was read for damage since the start.
        package var checked = false
        /// What is wrong with it; nothing is written then.
        package var damage: String?
        /// Of the write-ahead log.
        package var walBytes = 0
        /// Since when a reader keeps that log from being taken over.
        package var walHeldSince: String?

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("path", &path)
            try members.member("bytes", &bytes)
            try members.member("schemaVersion", &schemaVersion)
            try members.member("checked", &checked)
            try members.member("damage", &damage)
            try members.member("walBytes", &walBytes)
            try members.member("walHeldSince", &walHeldSince)
        }
    }

    package struct NextSync: JSONObject {
        package var account = ""
        package var at = ""

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("account", &account)
            try members.member("at", &at)
        }
    }

    /// How it stands with what an alert is to be told.
    package struct Alert: JSONObject {
        package var alert = ""
        package var waiting = 0
        package var givenUp = 0
        /// When the oldest that waits happened.
        package var waitingSince: String?
        package var nextAttempt: String?
        /// Why the last attempt failed.
        package var lastError: String?

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("alert", &alert)
            try members.member("waiting", &waiting)
            try members.member("givenUp", &givenUp)
            try members.member("waitingSince", &waitingSince)
            try members.member("nextAttempt", &nextAttempt)
            try members.member("lastError", &lastError)
        }
    }

    package var version = ""
    package var pid = 0
    package var started = ""
    package var database = Database()
    package var socket = ""
    /// The accounts that are being refreshed.
    package var syncing: [String] = []
    package var nextSync: NextSync?
    package var alerts: [Alert] = []
    package var accounts: [AccountAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("version", &version)
        try members.member("pid", &pid)
        try members.member("started", &started)
        try members.member("database", &database)
        try members.member("socket", &socket)
        try members.member("syncing", &syncing)
        try members.member("nextSync", &nextSync)
        try members.member("alerts", &alerts)
        try members.member("accounts", &accounts)
    }

    package var isComplete: Bool { !version.isEmpty }
}
