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
        let doctor = Doctor(transports: transports, clock: ContinuousClock(), now: { .now })
        let findings = await doctor.examine(settings.accounts)
        try await transports.shutDown()
        for finding in findings {
            print(
                "\(finding.account): \(finding.check.rawValue): \(finding.isWell ? "" : "cannot pass: ")\(finding.message)"
            )
            if let remedy = finding.remedy { print("    \(remedy)") }
        }
        return findings.allSatisfy(\.isWell)
    }
}
