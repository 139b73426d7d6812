import ArgumentParser
import Catalog

struct BatchimgctlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batchimgctl",
        abstract: "Asks batchimgd which images your Azure Batch accounts support, since when and how long.",
        discussion: "Example: batchimgctl eol --within 90d",
        version: Batchimgd.versionText,
        subcommands: [
            ListCommand.self, ShowCommand.self, ResolveCommand.self, SuggestCommand.self, SnippetCommand.self,
            EndOfLifeCommand.self, PoolsCommand.self, AlertsCommand.self, AgentsCommand.self,
            AccountsCommand.self, SyncsCommand.self,
            ChangesCommand.self, ReportCommand.self, CheckCommand.self, DiffCommand.self, SyncCommand.self,
            StatusCommand.self,
            DoctorCommand.self,
            SQLCommand.self,
            ExportCommand.self, InitCommand.self, CompletionCommand.self, DemoCommand.self,
        ])

    @OptionGroup var global: GlobalOptions
}
