import ControlAPI
import Glibc

/// A database that is asked without a daemon, or several that answer as one: `batchimgd answer` reads it, by the code that
/// writes it.
///
/// The CLI itself stays small and quick to start; it does not link SQLite.
struct DatabaseFile {
    private let paths: [String]
    var name: String { paths.joined(separator: ", ") }

    /// - Returns: `nil` without a path.
    init?(paths: [String]) {
        guard !paths.isEmpty else { return nil }
        self.paths = paths
    }

    private init(path: String) { paths = [path] }

    /// The database that is read when the daemon does not answer; `nil` when there is none that may be read, and when a
    /// socket was named: the file at the usual place may be another instance's.
    static func fallback(socket: String?) -> DatabaseFile? { SocketPlace.named(socket) == nil ? usual : nil }

    private static var usual: DatabaseFile? { places.first { access($0, R_OK) == 0 }.map { DatabaseFile(path: $0) } }

    private static var places: [String] {
        if let named = SocketPlace.environment("BATCHIMGD_DATABASE") { return [named] }
        let home = SocketPlace.environment("HOME").map { "\($0)/.local/state" }
        let user = (SocketPlace.environment("XDG_STATE_HOME") ?? home).map { "\($0)/batchimgd/images.db" }
        return [user, "/var/lib/batchimgd/images.db"].compactMap(\.self)
    }

    /// The file that was named, else the daemon's, else the one at its usual place.
    static func named(by options: GlobalOptions) throws(ClientError) -> DatabaseFile {
        if let file = DatabaseFile(paths: options.database) { return file }
        do throws(ClientError) {
            let session = try Session(options)
            let status = try StatusAnswer(answer: try session.ask("/v1/status"))
            return DatabaseFile(path: status.database.path)
        } catch {
            // Where the socket is not for this user, the file may be: it says by itself when it is not.
            let isElsewhere = [ClientError.unreachable, ClientError.notPermitted].contains(error.exitCode)
            guard isElsewhere, SocketPlace.named(options.socket) == nil else { throw error }
            if let usual {
                Output.note("\(error.description.prefix { $0 != ";" }); using \(usual.name)")
                return usual
            }
        }
        guard let hidden = places.first(where: { access($0, R_OK) != 0 && errno == EACCES }) else {
            throw ClientError(
                exitCode: 3, "cannot find a database that you may read: name it with --database, or join its group")
        }
        throw .notPermitted("read the database", hidden)
    }

    /// Writes a copy; a relative path is one of this process's folder.
    func export(to file: String) throws(ClientError) { _ = try run(["export"] + named + ["--", file]) }

    func sql(_ query: String) throws(ClientError) -> SQLAnswer {
        let output = try run(["sql"] + named + ["--", query])
        guard let answer = try? SQLAnswer(output) else { throw ClientError.broken("it is no JSON, or cut short") }
        return answer
    }

    private var named: [String] { paths.flatMap { ["--database", $0] } }

    /// - Parameter failure: the exit status when the file cannot be used.
    private func run(_ arguments: [String], input: [UInt8]? = nil, failure: Int32 = 1) throws(ClientError) -> [UInt8] {
        for path in paths where access(path, R_OK) != 0 && errno == EACCES {
            throw .notPermitted("read the database", path)
        }
        let (status, output, errors) = try Subprocess.run(try DaemonProgram.path, arguments, input: input)
        guard status != 0 else { return output }
        let reason = String(decoding: errors, as: UTF8.self).split(separator: "\n").first.map(String.init)
        throw ClientError(
            exitCode: status == 64 ? 64 : failure, reason ?? "cannot read the database \(name): batchimgd ended early")
    }

    /// The answer that the daemon's socket would give.
    ///
    /// - Parameter json: the body of a request that has one.
    func answer(_ target: String, _ json: [UInt8]? = nil) throws(ClientError) -> [UInt8] {
        let arguments = ["answer"] + named + (json == nil ? [] : ["--body"]) + ["--", target]
        let output = try run(arguments, input: json, failure: ClientError.unreachable)
        guard let end = output.firstIndex(of: 0x0A), let code = Int(String(decoding: output[..<end], as: UTF8.self))
        else { throw ClientError(exitCode: 1, "cannot read the database \(name): the answer has no status") }
        let body = Array(output[(end + 1)...])
        guard code == 200 else { throw .refused(status: code, body: body) }
        return body
    }
}
