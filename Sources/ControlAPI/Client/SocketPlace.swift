import Glibc

/// Where the daemon's socket is looked for.
package enum SocketPlace {
    package static let system = "/run/batchimgd/batchimgd.sock"

    /// The socket that was asked for, else the first that exists.
    ///
    /// - Throws: `ClientError` that names the places, when there is none.
    package static func find(_ asked: String?) throws(ClientError) -> String {
        if let path = asked ?? environment("BATCHIMGD_SOCKET") { return path }
        let places = [environment("XDG_RUNTIME_DIR").map { "\($0)/batchimgd/batchimgd.sock" }, system].compactMap(
            \.self)
        // A folder that may not be searched hides its socket: connecting tells why.
        if let found = places.first(where: { access($0, F_OK) == 0 || errno == EACCES }) { return found }
        throw .unreachable(
            "cannot find the daemon: no socket at \(places.joined(separator: " or ")); "
                + "start it (systemctl start batchimgd), or name its socket with --socket")
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What is wrong when the socket may not be used: which group to join, and how.
    static func notPermitted(_ path: String) -> ClientError {
        var status = stat()
        var group = "batchimgd"
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if stat(path, &status) == 0 || stat(folder, &status) == 0, let entry = getgrgid(status.st_gid) {
            group = String(cString: entry.pointee.gr_name)
        }
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "$USER"
        return ClientError(
            exitCode: ClientError.notPermitted,
            "cannot use the socket \(path): only members of the group '\(group)' may; "
                + "run: sudo usermod -aG \(group) \(user), then log in again")
    }
}
