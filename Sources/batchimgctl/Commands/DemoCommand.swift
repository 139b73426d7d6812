import ArgumentParser
import ControlAPI
import Glibc

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Shows all of it live without an account, in a temporary folder.",
        discussion: """
            An emulator replays what Azure Batch listed on 15 days, and a daemon of its own records it; Ctrl-C ends both \
            and leaves nothing. It takes the program batch-emulator, from the package batchimgd-demo. \
            Example: batchimgctl demo
            """)

    @Flag(help: "End after the tour instead of staying for commands of your own.")
    var once = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        guard let program = DaemonProgram.find("batch-emulator") else {
            throw ClientError(
                exitCode: 1,
                "cannot show it without the program batch-emulator: install the package batchimgd-demo, or it beside "
                    + "batchimgctl")
        }
        Subprocess.become(program, ["demo"] + (once ? ["--once"] : []))
        throw ClientError(exitCode: 1, "cannot run \(program): \(String(cString: strerror(errno)))")
    }
}
