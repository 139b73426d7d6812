import AzureBatch
import Catalog
import Foundation

/// The doctor without a daemon: what `batchimgd check-config --online` prints.
package enum OnlineCheck {
    /// Examines every account and prints each check on a line, a finding with its remedy below it.
    ///
    /// - Returns: whether all is well.
    package static func run(_ settings: Settings, print: (String) -> Void) async throws -> Bool {
        let transports = Transports()
        var isWell = true
        try await Doctor(transports: transports, clock: FrugalClock(), now: { .now }).examine(settings.accounts) {
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
