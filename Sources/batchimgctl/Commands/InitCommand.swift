import ArgumentParser
import ControlAPI

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Prints accounts for the configuration, from what az batch account list -o json prints.",
        discussion: "A file of - is standard input. Example: batchimgctl init --from accounts.json")

    @Option(help: ArgumentHelp("The list of accounts; - for standard input.", valueName: "FILE"))
    var from: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        Output.result(try AccountList(InputFile.bytes(of: from)).configuration)
    }
}
