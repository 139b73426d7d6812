import ArgumentParser
import Catalog
import ControlAPI

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Prints accounts for the configuration, from what az batch account list -o json prints.",
        discussion: """
            A file of - is standard input; one account, as az batch account show prints it, will do. With --write they are added to the daemon's configuration \
            ($BATCHIMGD_CONFIG, else its usual place), which stays as it was when the daemon would refuse the result. \
            With --from-az all is done: az is asked for the accounts of its subscription, they are added, for the service \
            with their keys, which go into files that the daemon alone reads, for a daemon of your own with method azure-cli; \
            the daemon reloads and tries every account online, or, where none runs, batchimgd check-config --online does, \
            as far as the secrets are not the service's alone. Exit 5 when an account cannot be refreshed. \
            Example: az batch account list -o json | batchimgctl init --from -
            """)

    @Option(help: ArgumentHelp("The list of accounts; - for standard input.", valueName: "FILE"))
    var from: String?

    @Flag(help: "Ask az for the list, add its accounts, try them, and have the daemon reload.")
    var fromAz = false

    @Flag(help: "Add them to the configuration.")
    var write = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (from == nil) == fromAz else {
            throw ValidationError("cannot tell where the accounts come from: write --from FILE, or --from-az")
        }
    }

    func run() throws {
        guard let from else { return try FirstAccounts(options: global).run() }
        let printed = try InputFile.bytes(of: from)
        guard write else {
            let list = try AccountList(printed)
            for omission in list.omissions { Output.note("left out \(omission)") }
            return Output.result(list.configuration)
        }
        let file = ConfigurationFile.usual
        let added = try file.add(printed, .keys(folder: file.folder))
        guard !added.isEmpty else { return }
        let keys = added.compactMap(\.keyFile).joined(separator: " ")
        let owner = file.isSystem ? "chown batchimgd: \(keys)" : "owned by the user whom the daemon runs as"
        Output.note(
            "put each account's key into its file, for the daemon alone: chmod 600 \(keys); \(owner); "
                + "then reload the daemon (systemctl reload batchimgd)")
    }
}
