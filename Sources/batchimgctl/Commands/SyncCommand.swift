import ArgumentParser
import Catalog
import ControlAPI

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Refreshes accounts now; all of them when none is named.",
        discussion: "Exit 0 when every account succeeded, 1 when one failed, 5 when one is held back. Example: "
            + "batchimgctl sync contoso-we")

    @Argument(help: "The accounts to refresh.", completion: CachedValues.accounts)
    var accounts: [String] = []

    @Flag(help: "Apply the listing that is held back, if the service still lists it.")
    var accept = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        var done: SyncLine?
        var progress = ProgressLines()
        let raw = global.format == .json || global.format == .ndjson
        var writer = JSONWriter()
        writer.object {
            $0.accounts(accounts)
            $0.member("accept", accept)
        }
        try session.post("/v1/sync", writer.bytes) { line throws(ClientError) in
            let event = try SyncLine(answer: line)
            if raw { Output.json(line) } else { progress.show(event) }
            if event.event.known == .done { done = event }
        }
        progress.end()
        guard let done else { throw ClientError(exitCode: 1, "cannot tell how the sync ended: the daemon stopped") }
        let (succeeded, failed, suspect) = (done.succeeded ?? 0, done.failed ?? 0, done.suspect ?? 0)
        if !raw { Output.result("\(succeeded) succeeded, \(failed) failed, \(suspect) held back\n") }
        if failed > 0 { throw ExitCode(1) }
        if suspect > 0 { throw ExitCode(5) }
    }
}
