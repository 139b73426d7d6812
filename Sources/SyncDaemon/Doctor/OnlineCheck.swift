import AzureBatch
import Catalog
import Foundation
import Glibc

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

extension AuthSettings {
    /// What signing in takes and the daemon may have, but not this process: a credential of the service, a variable of
    /// its environment, a file that is for its user; `nil` when all is here.
    func lack(in environment: [String: String]) -> String? {
        switch self {
        case .sharedKey(_, let key): key.lack(in: environment)
        case .token(.clientSecret(_, _, let secret), _): secret.lack(in: environment)
        case .token(.clientCertificate(_, _, let certificate, _), _): certificate.lack(in: environment)
        case .token(.workloadIdentity(let tenant, let client, let file), _):
            [
                (tenant, "AZURE_TENANT_ID"), (client, "AZURE_CLIENT_ID"), (file, "AZURE_FEDERATED_TOKEN_FILE"),
            ].lazy.compactMap { $0 == nil ? Self.lack(of: $1, in: environment) : nil }.first
        case .token(.managedIdentity(let identity), _):
            identity.source == .appService ? Self.lack(of: "IDENTITY_ENDPOINT", in: environment) : nil
        case .token(.azureCLI, _): nil
        }
    }

    private static func lack(of variable: String, in environment: [String: String]) -> String? {
        environment[variable] == nil ? "\(variable) is not in this environment" : nil
    }
}

extension SecretSource {
    /// Nothing of what stands there is told: it may be the secret itself.
    fileprivate func lack(in environment: [String: String]) -> String? {
        switch self {
        case .credential:
            environment["CREDENTIALS_DIRECTORY"] == nil
                ? "its secret is a credential, which the service alone has" : nil
        case .environment(let name):
            environment[name] == nil ? "its secret is a variable that is not in this environment" : nil
        case .file(let path):
            access(path, R_OK) != 0 && errno == EACCES ? "its secret is in a file that this user may not read" : nil
        }
    }
}
