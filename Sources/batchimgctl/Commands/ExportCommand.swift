import ArgumentParser
import ControlAPI

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a consistent copy of the database, one file that can be read anywhere.",
        discussion: "The copy appears under its name when it is complete. Example: batchimgctl export /backup/images.db"
    )

    @Argument(help: ArgumentHelp("Where to.", valueName: "FILE"))
    var file: String

    @OptionGroup var global: GlobalOptions

    func validate() throws { try global.refuseSeveralDatabases("a copy is of one") }

    func run() throws {
        let database = try DatabaseFile.named(by: global)
        if global.maxAge != nil { try Session(global, file: database).checkFreshness(of: []) }
        try database.export(to: file)
    }
}
