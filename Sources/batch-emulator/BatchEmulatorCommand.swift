import ArgumentParser
import BatchEmulator
import Catalog
import Foundation
import Logging
import RecordedListings
import ServiceLifecycle
import UnixSignals

@main
struct BatchEmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch-emulator",
        abstract: "Emulates List Supported Images and List Pools of Azure Batch on a loopback port.",
        discussion: """
            Answers what the real service listed on recorded days, and pools that are at risk by it. Example:
              batch-emulator --account contoso-we --replay built-in --replay-end today
            """,
        version: Batchimgd.versionText,
        subcommands: [TourCommand.self])

    @Option(help: "The port; 0 for any.")
    var port = 0

    @Option(help: ArgumentHelp("An account, with a history file of its own if it has one.", valueName: "NAME[=TSV]"))
    var account: [String] = []

    @Option(help: ArgumentHelp("Begin at the first day of a history file, or of 'built-in'.", valueName: "TSV"))
    var replay: String?

    @Option(help: ArgumentHelp("Shift all dates so that the last recorded day is this one.", valueName: "DATE|today"))
    var replayEnd: String?

    @Option(help: "At most so many images, or pools, a page.")
    var pageSize = 1000

    @Flag(help: "Send ETag and Last-Modified, and answer 304.")
    var validators = false

    @Option(help: ArgumentHelp("Serve https by the certificate and key of a PEM file.", valueName: "PEM"))
    var tls: String?

    @Option(
        help: ArgumentHelp("Where the Arc agent's folder, /var/opt/azcmagent/tokens, really lies.", valueName: "FOLDER")
    )
    var arcKeys: String?

    static func main() async {
        // A write that nobody reads tells so by itself.
        signal(SIGPIPE, SIG_IGN)
        // The number of a closed one would be the next socket's: taken, by what cannot be used either.
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let text = TextSafety.message(
                fullMessage(for: error), quoting: Array(CommandLine.arguments.dropFirst()))
            if code.isSuccess { say("\(text)\n") } else { complain("\(text)\n") }
            Foundation.exit(code.rawValue)
        }
    }

    /// Ends the program when nobody can take it: whoever started it waits for it.
    private static func say(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            complain("batch-emulator: cannot write on stdout: \(String(cString: strerror(errno)))\n")
            Foundation.exit(1)
        }
    }

    private static func complain(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("cannot use the port \(port): 0 to 65535") }
        guard (1...1000).contains(pageSize) else {
            throw ValidationError("cannot use the page size \(pageSize): 1 to 1000")
        }
        guard replayEnd == nil || lastDay != nil else {
            throw ValidationError("cannot use '\(replayEnd ?? "")' for --replay-end: write YYYY-MM-DD or today")
        }
    }

    func run() async throws {
        var configuration = Emulator.Configuration(days: try history(replay))
        configuration.isReplay = replay != nil
        configuration.pageSize = pageSize
        configuration.sendsValidators = validators
        configuration.port = port
        if let arcKeys {
            configuration.arcName = configuration.arcFolder
            configuration.arcFolder = arcKeys
        }
        configuration.tls = try tls.map(contents)
        if !account.isEmpty {
            configuration.accounts = try account.map { text in
                let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard sides[0].wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil else {
                    throw ValidationError(
                        "cannot use '\(sides[0])' for --account: lower-case letters, digits and '-', at most 63")
                }
                return (sides[0], try sides.count > 1 ? history(sides[1]) : nil)
            }
            let names = configuration.accounts.map(\.name)
            guard Set(names).count == names.count else { throw ValidationError("cannot use an account's name twice") }
        }
        let emulator = Emulator(configuration)
        let names = configuration.accounts.map(\.name)
        let scheme = tls == nil ? "http" : "https"
        let server = EmulatorServer(emulator) { port in
            var lines = ["listening on \(scheme)://127.0.0.1:\(port)"]
            for name in names { lines.append("\(name) \(await emulator.key(of: name) ?? "")") }
            Self.say(lines.map { "\($0)\n" }.joined())
        }
        let group = ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "batch-emulator") { _ in
                SwiftLogNoOpLogHandler()
            })
        try await group.run()
    }

    private var lastDay: UTCTime? {
        replayEnd.flatMap { $0 == "today" ? UTCTime.now.wholeSeconds : UTCTime(date: $0) }
            .map { UTCTime(day: $0.day) }
    }

    private func contents(of file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("cannot read \(file): the file is missing or not readable")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private func history(_ file: String?) throws -> [RecordedDay] {
        var days = try RecordedDay.builtIn()
        if let file, file != "built-in" {
            let text = try contents(of: file)
            do {
                days = try RecordedDay.read(text, named: file)
            } catch {
                throw ValidationError("\(error)")
            }
        }
        return lastDay.map { RecordedDay.shifted(days, lastDay: $0) } ?? days
    }
}
