import ArgumentParser
import Catalog
import Foundation

@main
enum Main {
    static func main() async {
        // A write that nobody reads tells so by itself.
        signal(SIGPIPE, SIG_IGN)
        do {
            try await BatchEmulatorCommand.parse().run()
        } catch {
            let code = BatchEmulatorCommand.exitCode(for: error)
            let text = BatchEmulatorCommand.fullMessage(for: error)
            let safe = TextSafety.message(text, quoting: Array(CommandLine.arguments.dropFirst())) + "\n"
            if code.isSuccess { say(safe) } else { complain(safe) }
            exit(code.rawValue)
        }
    }

    /// Ends the program when nobody can take it: whoever started it waits for it.
    static func say(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            complain("batch-emulator: cannot write on stdout: \(String(cString: strerror(errno)))\n")
            exit(1)
        }
    }

    private static func complain(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
