import ControlAPI
import Glibc

/// A database that is asked without a daemon: `batchimgd answer` reads it, by the code that writes it.
///
/// The CLI itself stays small and quick to start; it does not link SQLite.
struct DatabaseFile {
    let path: String

    private static let system = "/var/lib/batchimgd/images.db"

    /// The database that is read when the daemon does not answer; `nil` when there is none that may be read.
    static func fallback() -> DatabaseFile? {
        let home = environment("HOME").map { "\($0)/.local/state" }
        let user = (environment("XDG_STATE_HOME") ?? home).map { "\($0)/batchimgd/images.db" }
        let places = environment("BATCHIMGD_DATABASE").map { [$0] } ?? [user, system].compactMap(\.self)
        return places.first { access($0, R_OK) == 0 }.map { DatabaseFile(path: $0) }
    }

    /// The answer that the daemon's socket would give.
    func get(_ target: String) throws(ClientError) -> [UInt8] {
        let (status, output, errors) = try Subprocess.run(
            try Self.daemonProgram, ["answer", "--database", path, "--", target])
        guard status == 0, let end = output.firstIndex(of: 0x0A),
            let code = Int(String(decoding: output[..<end], as: UTF8.self))
        else {
            let reason = String(decoding: errors, as: UTF8.self).split(separator: "\n").first.map(String.init)
            throw ClientError(exitCode: 3, reason ?? "cannot read the database \(path)")
        }
        let body = Array(output[(end + 1)...])
        guard code == 200 else { throw .refused(status: code, body: body) }
        return body
    }

    /// The daemon's program: beside this one, or where it is installed.
    private static var daemonProgram: String {
        get throws(ClientError) {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
            let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
            let places = [folder, "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map {
                "\($0)/batchimgd"
            }
            guard let program = places.first(where: { access($0, X_OK) == 0 }) else {
                throw ClientError(
                    exitCode: 3, "cannot read a database without the program batchimgd: install it beside batchimgctl")
            }
            return program
        }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
