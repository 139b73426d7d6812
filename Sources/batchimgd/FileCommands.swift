import ArgumentParser
import Foundation
import Glibc
import SyncDaemon

/// Answers one question from databases without a daemon: how `batchimgctl --database` reads the files, by the code that
/// writes them. The status goes to stdout on a line of its own, then the body.
struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answers a route of the socket from database files.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The database; several answer as one.", valueName: "FILE"))
    var database: [String]

    @Argument(help: ArgumentHelp("Path and query of the route.", valueName: "TARGET"))
    var target: String

    @Flag(help: "Read the request's body from standard input.")
    var body = false

    func run() async throws {
        try await orSay {
            let asked = body ? Array(FileHandle.standardInput.readDataToEndOfFile()) : nil
            let (status, body) = try await RecordFile(paths: database).answer(target, body: asked)
            try write(Array("\(status)\n".utf8) + body)
        }
    }
}

/// Copies the database for `batchimgctl export`.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Copies a database into one file.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The database.", valueName: "FILE"))
    var database: String

    @Argument(help: ArgumentHelp("Where to.", valueName: "FILE"))
    var file: String

    func run() async throws { try await orSay { try RecordFile(paths: [database]).export(to: file) } }
}

/// Runs a query for `batchimgctl sql`; the answer goes to stdout as JSON.
struct SQL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs a query on databases.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The database; several answer as one.", valueName: "FILE"))
    var database: [String]

    @Argument(help: ArgumentHelp("One statement that reads.", valueName: "QUERY"))
    var query: String

    func run() async throws { try await orSay { try write(try RecordFile(paths: database).sql(query)) } }
}

/// Does the work, or says on stderr why not and exits with 1, with 64 for what was asked wrongly.
private func orSay(_ work: () async throws -> Void) async throws {
    endWithReader()
    do {
        try await work()
    } catch {
        let text = "\(error)"
        // SQLite's own words are no message of ours yet.
        let message = text.hasPrefix("cannot") ? text : "cannot read the database: \(text)"
        StandardStream.write(Array("\(message)\n".utf8), to: STDERR_FILENO)
        throw ExitCode(error is RecordFile.WrongUsage ? 64 : 1)
    }
}

/// Writes the answer on stdout.
private func write(_ answer: [UInt8]) throws {
    guard StandardStream.write(answer, to: STDOUT_FILENO) else {
        throw OutputFailure(description: "cannot write the answer: \(String(cString: strerror(errno)))")
    }
}

private struct OutputFailure: Error, CustomStringConvertible {
    let description: String
}

/// Ends the process when nobody reads its output any more: a query may run for ever, and whoever asked has left.
private func endWithReader() {
    Thread.detachNewThread {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        while poll(&output, 1, -1) < 1 {}
        _exit(1)
    }
}
