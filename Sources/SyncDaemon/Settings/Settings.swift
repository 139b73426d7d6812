package import AzureBatch
import Catalog
package import Logging

/// Everything that the configuration file says, checked and with defaults filled in.
package struct Settings: Equatable, Sendable {
    package var daemon: DaemonSettings
    package var accounts: [AccountSettings]
}

/// The table `[daemon]`.
package struct DaemonSettings: Equatable, Sendable {
    package var database: String
    package var socket: String
    /// Permission bits of the socket; not used for one handed over by systemd.
    package var socketMode: UInt32
    /// `nil`: the process's own group.
    package var socketGroup: String?
    /// 10 s to 30 days.
    package var interval: Duration
    /// A fraction of the interval, 0 to 0.5.
    package var jitter: Double
    /// 1 to 64.
    package var concurrency: Int
    package var staleAfter: Duration
    package var keepSyncs: Duration
    /// Users, and `%group`s.
    package var operators: [String]
    package var logLevel: Logger.Level
    package var logFormat: LogFormat
    /// `nil`: no metrics are written.
    package var metricsFile: String?

    package enum LogFormat: String, CaseIterable, Sendable {
        case journal, text, json
    }

    package static func standard(_ places: Places) -> DaemonSettings {
        DaemonSettings(
            database: places.database, socket: places.socket, socketMode: 0o660, socketGroup: nil,
            interval: .hours(6), jitter: 0.1, concurrency: 8, staleAfter: .hours(24), keepSyncs: .days(90),
            operators: ["root"], logLevel: .info, logFormat: .journal, metricsFile: nil)
    }
}

/// One `[[account]]`.
package struct AccountSettings: Equatable, Sendable {
    package var name: String
    package var formerly: String?
    /// Scheme and host in lower case, without a trailing slash.
    package var endpoint: String
    package var cloud: Cloud
    package var apiVersion: String
    package var filter: String?
    /// 1 to 1000.
    package var maxResults: Int
    /// Seconds, 1 to 30.
    package var timeout: Int
    /// Its own, or the daemon's.
    package var interval: Duration
    package var caFile: String?
    package var proxy: ProxyAddress?
    package var isEnabled: Bool
    package var auth: AuthSettings

    /// The age at which data of the account counts as stale; never, when it is not refreshed at all.
    package func staleAfter(_ daemon: DaemonSettings) -> Duration? {
        isEnabled ? max(daemon.staleAfter, interval * 2) : nil
    }
}

/// How an account signs in.
package enum AuthSettings: Equatable, Sendable {
    /// - Parameter account: the Batch account's own name.
    case sharedKey(account: String, key: SecretSource)
    /// By a token of Microsoft Entra ID.
    ///
    /// - Parameter authority: an override of the cloud's; without a trailing slash.
    case token(TokenIdentity.Method, authority: String?)
}
