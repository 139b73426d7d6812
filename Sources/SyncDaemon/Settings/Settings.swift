/// Everything that the configuration file says, checked and with defaults filled in.
package struct Settings: Equatable, Sendable {
    package var daemon: DaemonSettings
    package var accounts: [AccountSettings]
    package var alerts: [AlertSettings] = []
}
