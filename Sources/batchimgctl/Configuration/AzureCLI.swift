import Catalog
import ControlAPI
import Glibc

/// The Azure CLI of whoever runs this, asked for the accounts that it sees and for their keys.
struct AzureCLI {
    private let program: String

    /// - Throws: `ClientError` when there is none on the `PATH`.
    init() throws(ClientError) {
        let places = (SocketPlace.environment("PATH") ?? "").split(separator: ":").map { "\($0)/az" }
        guard let program = places.first(where: { access($0, X_OK) == 0 }) else {
            throw ClientError(
                exitCode: 1,
                "cannot ask az: it is not on the PATH; install the Azure CLI, or list the accounts where it is: "
                    + "az batch account list -o json >accounts.json, then here: batchimgctl init --from accounts.json")
        }
        self.program = program
    }

    /// What `az batch account list -o json` prints, of the subscription that is chosen.
    func accounts() throws(ClientError) -> [UInt8] {
        try run(["batch", "account", "list", "-o", "json"], "list the accounts", "Microsoft.Batch/batchAccounts/read")
    }

    /// An account's primary key, without an end of line.
    func key(of account: String, group: String) throws(ClientError) -> [UInt8] {
        let output = try run(
            ["batch", "account", "keys", "list", "-n", account, "-g", group, "--query", "primary", "-o", "tsv"],
            "read the key of '\(account)'", "Microsoft.Batch/batchAccounts/listkeys/action")
        let key = output.filter { $0 > 0x20 }
        guard !key.isEmpty else {
            throw ClientError(
                exitCode: 1,
                "cannot read the key of '\(account)': az prints none; the account may not allow shared keys")
        }
        return key
    }

    /// - Parameters:
    ///   - step: what is done, for a failure.
    ///   - permission: what whoever is logged in must be allowed to do.
    private func run(_ arguments: [String], _ step: String, _ permission: String) throws(ClientError) -> [UInt8] {
        let (status, output, errors) = try Subprocess.run(program, arguments, input: [])
        guard status != 0 else { return output }
        let text = String(decoding: errors, as: UTF8.self)
        if text.contains("az login") || text.contains("AADSTS") {
            throw ClientError(exitCode: 1, "cannot \(step): az is not logged in; run, as the same user: az login")
        }
        if text.contains("AuthorizationFailed") || text.contains("does not have authorization") {
            throw ClientError(
                exitCode: ClientError.notPermitted,
                "cannot \(step): whoever is logged in to az lacks the permission \(permission); who may give it: "
                    + "az role assignment create")
        }
        let lines = text.split(whereSeparator: \.isNewline)
        let reason = (lines.first { $0.hasPrefix("ERROR") } ?? lines.last).map { ": \($0.prefix(300))" } ?? ""
        throw ClientError(
            exitCode: 1, "cannot \(step): az ended with \(status)\(reason); try: az \(arguments.joined(separator: " "))"
        )
    }
}
