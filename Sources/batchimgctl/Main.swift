import ArgumentParser
import Catalog
import ControlAPI
import Glibc

@main
enum Main {
    static func main() {
        // A write that nobody reads tells so by itself; a closed stderr must not cost the results.
        signal(SIGPIPE, SIG_IGN)
        // The number of a closed one would be the next socket's: taken, by what cannot be used either.
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
        let arguments = Arguments.normalized(Array(CommandLine.arguments.dropFirst()))
        if arguments.first == "help", let command = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }) {
            if commands.contains(command) { ManualPage.show(command) } else { refuse(command, arguments) }
        }
        do {
            var command = try alone(arguments) ?? BatchimgctlCommand.parseAsRoot(arguments)
            try command.run()
        } catch let error as ClientError {
            if error != .unread { Output.note(error.description) }
            exit(error.exitCode)
        } catch {
            end(error, arguments)
        }
    }

    /// Help, wrong usage, or an exit status; what ArgumentParser says quotes arguments as they came.
    private static func end(_ error: any Error, _ arguments: [String]) -> Never {
        if let first = arguments.first, !first.hasPrefix("-"), !commands.contains(first), first != "help" {
            refuse(first, arguments)
        }
        let code = BatchimgctlCommand.exitCode(for: error)
        let text = BatchimgctlCommand.fullMessage(for: error)
        if code.isSuccess {
            Output.result(text + "\n")
        } else if !text.isEmpty {
            Output.complaint(TextSafety.message(text, quoting: arguments))
        }
        exit(code.rawValue)
    }

    private static var commands: [String] {
        BatchimgctlCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    /// Ends for a command that there is not, with the one that was probably meant.
    private static func refuse(_ command: String, _ arguments: [String]) -> Never {
        let hint = NearestName.of(command, among: commands).map { " Did you mean '\($0)'?" } ?? ""
        let text =
            "Error: Unknown command '\(command)'.\(hint)\n"
            + "Usage: " + BatchimgctlCommand.usageString()
            + "\n  See 'batchimgctl --help' for the commands."
        Output.complaint(TextSafety.message(text, quoting: arguments))
        exit(BatchimgctlCommand.exitCode(for: ValidationError("")).rawValue)
    }

    /// The command that is named first, parsed without the tree of all of them, which takes longer than the question.
    ///
    /// - Returns: `nil` when anything is amiss: the tree has the words for it, and for help.
    private static func alone(_ arguments: [String]) -> (any ParsableCommand)? {
        let command = BatchimgctlCommand.configuration.subcommands.first {
            $0.configuration.commandName == arguments.first
        }
        return try? command?.parse(Array(arguments.dropFirst()))
    }
}
