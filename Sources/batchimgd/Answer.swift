import ArgumentParser
import Foundation
import SyncDaemon

/// Answers one question from a database without a daemon: how `batchimgctl --database` reads the file, by the code that
/// writes it. The status goes to stdout on a line of its own, then the body.
struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers a route of the socket from a database file.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The database.", valueName: "FILE"))
    var database: String

    @Argument(help: ArgumentHelp("Path and query of the route.", valueName: "TARGET"))
    var target: String

    func run() async throws {
        do {
            let (status, body) = try await RecordFile(path: database).answer(target)
            FileHandle.standardOutput.write(Data("\(status)\n".utf8) + Data(body))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}
