import ArgumentParser
import ControlAPI
import Glibc

@main
enum Main {
    static func main() {
        do {
            let arguments = Arguments.normalized(Array(CommandLine.arguments.dropFirst()))
            var command = try alone(arguments) ?? BatchimgctlCommand.parseAsRoot(arguments)
            try command.run()
        } catch let error as ClientError {
            Output.note(error.description)
            exit(error.exitCode)
        } catch {
            BatchimgctlCommand.exit(withError: error)
        }
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
