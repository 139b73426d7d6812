import ArgumentParser
import Catalog
import ControlAPI
import Glibc

/// From an Azure CLI that is logged in to accounts that are refreshed.
struct FirstAccounts {
    let options: GlobalOptions
    private let file = ConfigurationFile.usual

    func run() throws {
        let az = try AzureCLI()
        // A person's daemon signs in as the person does: no key needs to lie anywhere.
        let added = try file.add(try az.accounts(), file.isSystem ? .keys(folder: file.folder) : .azureCLI)
        for account in added { store(account, az) }
        guard try areWell(added.map(\.name)) else { throw ExitCode(5) }
    }

    /// The daemon is asked, which has what accounts sign in with. One that does not run takes the configuration when it
    /// starts.
    ///
    /// - Returns: whether every account can be refreshed.
    private func areWell(_ added: [String]) throws(ClientError) -> Bool {
        let session = try Session(options)
        do throws(ClientError) {
            try reload(session)
        } catch {
            let areWell = try tryHere()
            guard error.exitCode == ClientError.unreachable else { throw error }
            let start = file.isSystem ? "systemctl start batchimgd" : "batchimgd run --config \(file.path)"
            Output.note("the daemon does not run; start it: \(start)")
            return areWell
        }
        do throws(ClientError) {
            Output.progress("the daemon tries every account online")
            let checks = try session.examine([])
            if let missed = added.first(where: { name in !checks.contains { $0.account == name } }) {
                throw ClientError(
                    exitCode: 1,
                    "cannot find '\(missed)' in the daemon that runs: it reads another file than \(file.path); name its "
                        + "file by BATCHIMGD_CONFIG, or the socket of the daemon that reads this one by --socket")
            }
            Output.result(checks.map { $0.text(options) }.joined())
            return checks.allSatisfy(\.ok)
        } catch  where error.exitCode == ClientError.notPermitted {
            Output.note(error.description)
            return try tryHere()
        }
    }

    /// Puts an account's key where the daemon alone reads it; one that is there is left as it is, and one that is not to
    /// be had keeps no other account from being refreshed.
    private func store(_ account: AccountList.Section, _ az: AzureCLI) {
        guard let path = account.keyFile else { return }
        guard access(path, F_OK) != 0 else { return Output.progress("\(path) stays as it is") }
        do {
            guard let group = account.group else {
                throw ClientError(exitCode: 1, "cannot read the key of '\(account.name)': az tells no resource group")
            }
            let key = try az.key(of: account.account, group: group)
            let new = try FileReplacement(of: path, mode: 0o600)
            // The service runs as a user of its own.
            let owner = file.isSystem ? getpwnam("batchimgd") : nil
            try new.set(mode: 0o600, owner: owner.map { ($0.pointee.pw_uid, $0.pointee.pw_gid) })
            try new.write(key)
            try new.finish(isLasting: true)
            Output.progress("the key of '\(account.name)' is in \(path)")
        } catch {
            Output.note("\(error); put it into \(path) yourself, or choose another method in batchimgd.toml(5)")
        }
    }

    /// By what this process sees; it says what that is not.
    private func tryHere() throws(ClientError) -> Bool {
        Output.progress("trying every account online")
        let (status, output, errors) = try Subprocess.run(
            try DaemonProgram.path, ["check-config", "--online", "--config", file.path])
        Output.data(output, escape: TextSafety.escape)
        for line in String(decoding: errors, as: UTF8.self).split(separator: "\n") { Output.progress(String(line)) }
        return status == 0
    }

    private func reload(_ session: Session) throws(ClientError) {
        let status = try StatusAnswer(answer: try session.ask("/v1/status"))
        // The service's own way goes by its user; a person's daemon is the person's process.
        let (program, arguments) =
            file.isSystem
            ? ("/usr/bin/systemctl", ["reload", "batchimgd"])
            : (try DaemonProgram.path, ["reload", String(status.pid)])
        let done = try Subprocess.run(program, arguments, input: [])
        guard done.status == 0 else {
            let reason =
                String(decoding: done.errors, as: UTF8.self).split(separator: "\n").first ?? "no reason is known"
            throw ClientError(exitCode: 1, "cannot reload the daemon: \(reason)")
        }
        Output.result("the daemon has reloaded; see: batchimgctl status\n")
    }
}
