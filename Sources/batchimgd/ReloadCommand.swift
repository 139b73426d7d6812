import ArgumentParser
import SyncDaemon

/// The reload of the unit: a signal to the daemon, and its answer waited for.
struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a running daemon read its configuration again, and waits until it holds.",
        shouldDisplay: false)

    @Argument(help: ArgumentHelp("The daemon's process.", valueName: "PID"))
    var process: Int32

    func run() throws {
        do {
            try ReloadRequest(daemon: process, places: Places()).run()
        } catch {
            Complaint.write("batchimgd: \(error)")
            throw ExitCode(1)
        }
    }
}
