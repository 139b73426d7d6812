import ArgumentParser
import ControlAPI
import Glibc

@main
enum Main {
    static func main() {
        do {
            var command = try BatchimgctlCommand.parseAsRoot(
                Arguments.normalized(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch let error as ClientError {
            Output.note(error.description)
            exit(error.exitCode)
        } catch {
            BatchimgctlCommand.exit(withError: error)
        }
    }
}
