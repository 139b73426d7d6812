import AzureBatch
import Catalog
import Foundation

/// The doctor without a daemon: what `batchimgd check-config --online` prints.
package enum OnlineCheck {
    /// Examines every account and prints each check on a line, a finding with its remedy below it. What the daemon's
    /// process alone has is no finding where it is missing: that signing in was not tried is said.
    ///
    /// - Returns: whether all is well.
    package static func run(_ settings: Settings, print: (String) -> Void) async throws -> Bool {
        let transports = Transports()
        var isWell = true
        let doctor = Doctor(
            transports: transports, clock: FrugalClock(), now: { .now },
            lack: { $0.lack(in: ProcessInfo.processInfo.environment) })
        try await doctor.examine(settings.accounts) {
            for finding in $0 {
                let sign = finding.isWell ? "" : "cannot pass: "
                print("\(finding.account): \(finding.check.rawValue): \(sign)\(finding.message)")
                if let remedy = finding.remedy { print("    \(remedy)") }
                isWell = isWell && finding.isWell
            }
        }
        try await transports.shutDown()
        return isWell
    }
}
