import ArgumentParser
import Catalog
import ControlAPI

enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json, ndjson, csv, tsv, markdown
    /// What `az` prints; of `list` alone.
    case az
    /// What reads findings takes; of `check` alone.
    case sarif, junit, github

    /// The one command that prints it; `nil`: all do.
    var command: String? {
        switch self {
        case .table, .json, .ndjson, .csv, .tsv, .markdown: nil
        case .az: "list"
        case .sarif, .junit, .github: "check"
        }
    }

    /// What a command says that does not print it.
    var isOfAnother: ClientError {
        ClientError(exitCode: 64, "cannot print this as \(rawValue): only \(command ?? "others") can be")
    }
}

enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}

/// What every command accepts, before its name and after it.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "PATH"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Answer from this file, without a daemon; may be repeated: several answer as one.", valueName: "FILE"))
    var database: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: """
            How to print: table, json (or --json), ndjson, csv, tsv, markdown; list also az; check also sarif, junit, \
            github.
            """)
    var format = Format.table

    @Option(help: "Whether to colour: auto, always, never.")
    var color = ColorChoice.auto

    @Flag(help: "Leave the header line out.")
    var noHeader = false

    @Flag(help: "Show times as they are, also on a terminal.")
    var absolute = false

    @Option(help: ArgumentHelp("Refuse data older than this (exit 7), such as 12h.", valueName: "D"))
    var maxAge: DurationArgument?

    /// - Parameter why: what keeps a command from taking several files.
    func refuseSeveralDatabases(_ why: String) throws {
        guard database.count > 1 else { return }
        throw ValidationError("cannot use \(database.count) databases at once: \(why); name one --database")
    }
}

extension NameSpecification {
    /// Which accounts, wherever that can be said.
    static let account: NameSpecification = [.customShort("A"), .long]
}

/// One integer and one unit: 90s, 15m, 6h, 30d.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = Duration(text: argument) else { return nil }
        self.duration = duration
    }

    var days: Int { duration.daysRoundedUp }
}
