import ArgumentParser
import Catalog
import ControlAPI

/// From an Azure CLI that is logged in to accounts that are refreshed.
struct FirstAccounts {
    let options: GlobalOptions
    private let file = ConfigurationFile.usual

    func run() throws {
        let az = try AzureCLI()
        let list = try AccountList(try az.accounts())
        for omission in list.omissions { Output.note("left out \(omission)") }
        // A person's daemon signs in as the person does: no key needs to lie anywhere.
        let (added, known) = try file.add(list, file.isSystem ? .keys(folder: file.folder) : .azureCLI)
        let path = TextSafety.plain(file.path)
        if !added.isEmpty { Output.result("added to \(path): \(added.map(\.name).joined(separator: ", "))\n") }
        if !known.isEmpty { Output.note("\(path) has the endpoint of \(known.joined(separator: ", ")) already") }
        for account in added { store(account, az) }
        let isWell = try tryOnline()
        reload()
        guard isWell else { throw ExitCode(5) }
    }

    /// One key that is not to be had keeps no other account from being refreshed.
    private func store(_ account: AccountList.Section, _ az: AzureCLI) {
        guard let path = account.keyFile else { return }
        do {
            let isNew = try KeyFile(path: path, isSystem: file.isSystem).write {
                guard let group = account.group else {
                    throw ClientError(
                        exitCode: 1, "cannot read the key of '\(account.name)': az tells no resource group")
                }
                return try az.key(of: account.account, group: group)
            }
            Output.progress(isNew ? "the key of '\(account.name)' is in \(path)" : "\(path) stays as it is")
        } catch {
            Output.note("\(error); put it into \(path) yourself, or choose another method in batchimgd.toml(5)")
        }
    }

    /// - Returns: whether every account can be refreshed.
    private func tryOnline() throws(ClientError) -> Bool {
        Output.progress("trying every account online")
        let (status, output, errors) = try Subprocess.run(
            try DaemonProgram.path, ["check-config", "--online", "--config", file.path])
        Output.data(output, escape: TextSafety.escape)
        for line in String(decoding: errors, as: UTF8.self).split(separator: "\n") { Output.progress(String(line)) }
        return status == 0
    }

    /// A daemon that does not run takes the configuration when it starts.
    private func reload() {
        do throws(ClientError) {
            let status = try StatusAnswer(answer: try Session(options).ask("/v1/status"))
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
        } catch {
            let start = file.isSystem ? "systemctl start batchimgd" : "batchimgd run --config \(file.path)"
            Output.note(
                error.exitCode == ClientError.unreachable
                    ? "the daemon does not run; start it: \(start)" : error.description)
        }
    }
}
