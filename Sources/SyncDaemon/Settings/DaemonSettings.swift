import Catalog
package import Logging

/// The table `[daemon]`.
package struct DaemonSettings: Equatable, Sendable {
    package var database: String
    package var socket: String
    package var socketMode: UInt32 = 0o660
    package var socketGroup: String?
    package var interval = Duration.hours(6)
    /// A fraction of the interval.
    package var jitter = 0.1
    package var concurrency = 8
    package var staleAfter = Duration.hours(24)
    package var keepSyncs = Duration.days(90)
    /// Users, and `%group`s.
    package var operators = ["root"]
    package var logLevel = Logger.Level.info
    package var logFormat = LogFormat.journal
    /// `nil`: no metrics are written.
    package var metricsFile: String?

    package enum LogFormat: String, CaseIterable, Sendable {
        case journal, text, json
    }

    package static func standard(_ places: Places) -> DaemonSettings {
        DaemonSettings(database: places.database, socket: places.socket)
    }

    static let keys: [SettingsKey<DaemonSettings>] = [
        SettingsKey("database", \.database, .path, needsRestart: true, "The record, an SQLite file."),
        SettingsKey("socket", \.socket, .path, needsRestart: true, "The Unix socket that questions come in by."),
        SettingsKey(
            "socket_mode", \.socketMode, .mode, needsRestart: true,
            "Permissions of the socket, octal; not used for a socket handed over by systemd."),
        SettingsKey(
            "socket_group", \.socketGroup, .group, example: "batchimgd", needsRestart: true,
            "The group that the socket is given to; without the key, the daemon's own."),
        SettingsKey("interval", \.interval, .interval, "How often an account is refreshed, {range}."),
        SettingsKey(
            "jitter", \.jitter, .fraction(0...0.5),
            "By how much of the interval a refresh may come later at random, {range}."),
        SettingsKey(
            "concurrency", \.concurrency, .integer(1...64),
            "Accounts refreshed at once, {range}; one whose answer takes longer than a second lets another begin."),
        SettingsKey(
            "stale_after", \.staleAfter, .duration(.seconds(10) ... .days(3650)),
            "Data is stale when it is older than this and than twice the account's interval, {range}."),
        SettingsKey(
            "keep_syncs", \.keepSyncs, .duration(.hours(1) ... .days(36_500)),
            "How long the log of syncs is kept, {range}; the history itself is kept for ever."),
        SettingsKey(
            "operators", \.operators, .texts, needsRestart: true,
            "Users, and groups as \"%group\", who may ask for a sync; the daemon's own user always may."),
        SettingsKey("log_level", \.logLevel, .choice, needsRestart: true, "The least that is logged: {range}."),
        SettingsKey(
            "log_format", \.logFormat, .choice, needsRestart: true,
            "How a log line looks: journal (priority, no time), text (time and level), json."),
        SettingsKey(
            "metrics_file", \.metricsFile, .pathOrNone,
            "Where metrics are kept for node_exporter's textfile collector, an absolute path; \"\" for nowhere. A link "
                + "there is replaced."),
    ]
}

extension SettingsForm where Value == UInt32 {
    fileprivate static var mode: Self {
        var form = text("an octal mode such as \"0660\"") { UInt32($0, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil } }
        form.write = { "\"0\(String($0, radix: 8))\"" }
        return form
    }
}

extension SettingsForm where Value == String {
    fileprivate static var group: Self {
        text("a group of this machine") { UserDatabase.id(ofGroup: $0) == nil ? nil : $0 }
    }
}

extension SettingsForm where Value == Duration {
    static var interval: Self { duration(.seconds(10) ... .days(30)) }
}
