import ArgumentParser
import Catalog
import Foundation
import Glibc
import SyncDaemon

@main
struct BatchimgdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batchimgd",
        abstract: "Keeps a local, queryable, historical record of the images that Azure Batch accounts support.",
        discussion: "The companion CLI is batchimgctl. Example: batchimgd run --config /etc/batchimgd/batchimgd.toml",
        version: Batchimgd.versionText,
        subcommands: [
            Run.self, CheckConfig.self, Reload.self, AnswerCommand.self, Export.self, SQL.self, SampleCommand.self,
        ],
        defaultSubcommand: Run.self)

    static func main() async {
        // First of all: what comes later may have opened files, or started threads.
        StandardStream.openMissing()
        let former = Hangup.remember()
        do {
            var command = try parseAsRoot()
            if !(command is Run) { Hangup.forget(former) }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    /// Help, wrong usage, or an exit status.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code.isSuccess {
            StandardStream.write(Array("\(text)\n".utf8), to: STDOUT_FILENO)
        } else if !text.isEmpty {
            Complaint.write(text)
        }
        Glibc.exit(code.rawValue)
    }
}

struct ConfigurationOption: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "FILE"))
    var config: String?

    /// The settings; on any problem, every problem on stderr and exit 78 (EX_CONFIG).
    func load() throws -> Settings {
        do {
            return try Settings.load(path: config, places: Places())
        } catch {
            Complaint.write(error.description)
            throw ExitCode(78)
        }
    }
}

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs the daemon until a signal stops it.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let settings = try file.load()
        do {
            try await Daemon(settings: settings, path: file.config, places: Places()).run()
        } catch {
            Complaint.write("batchimgd: \(error)")
            throw ExitCode(1)
        }
    }
}

struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Checks the configuration without reading a secret; exit 78 with every problem when there is one.",
        discussion: """
            With --online it also signs in and asks for every account's images; exit 1 when that fails. Where a secret is \
            the service's alone (a credential, a variable of its environment, a file of its user) it says so, and does \
            not try to sign in: batchimgctl doctor asks the daemon, which can.
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Try every account: its endpoint, the clock, signing in, the operation.")
    var online = false

    func run() async throws {
        let settings = try file.load()
        print("The configuration is good: \(settings.accounts.count) accounts.")
        guard online else { return }
        guard try await OnlineCheck.run(settings, print: { print($0) }) else { throw ExitCode(1) }
    }
}
