package import Catalog
package import RecordedListings

extension Emulator {
    package struct Configuration: Sendable {
        /// The accounts' names, each with a history of its own or the common one.
        package var accounts: [(name: String, days: [RecordedDay]?)] = [("demo", nil)]
        package var days: [RecordedDay]
        /// Whether to begin at the first day, to be stepped on; else the last day stands.
        package var isReplay = false
        package var pageSize = 1000
        /// Whether pages come with ETag and Last-Modified, as the documentation promises and the service does not.
        package var sendsValidators = false
        /// What every account begins with; `nil`: pools at risk, dealt out to the accounts.
        package var pools: [EmulatedPool]?
        /// 0 for any.
        package var port = 0
        /// PEM text of a certificate and its key, to serve https.
        package var tls: String?
        package var signIn = SignInSettings()
        /// Where the emulated Arc agent puts its keys.
        package var arcFolder = "/var/opt/azcmagent/tokens"
        /// How it names that folder; `nil` for the same.
        package var arcName: String?

        /// What the service takes for the time.
        package var now: @Sendable () -> UTCTime = { UTCTime.now.wholeSeconds }

        var scheme: String { tls == nil ? "http" : "https" }

        package init(days: [RecordedDay]) {
            self.days = days
        }
    }
}
