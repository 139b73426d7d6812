import Glibc

/// Where the daemon's socket is looked for.
package enum SocketPlace {
    package static let system = "/run/batchimgd/batchimgd.sock"

    /// The socket that the user named: on the command line, else by the environment.
    package static func named(_ asked: String?) -> String? { asked ?? environment("BATCHIMGD_SOCKET") }

    /// The socket that was asked for, else the first that exists.
    ///
    /// - Throws: `ClientError` that names the places, when there is none.
    package static func find(_ asked: String?) throws(ClientError) -> String {
        if let path = named(asked) { return path }
        let own = environment("XDG_RUNTIME_DIR").map { "\($0)/batchimgd/batchimgd.sock" }
        let places = [own, system].compactMap(\.self)
        // A folder that may not be searched hides its socket: connecting tells why.
        if let found = places.first(where: { access($0, F_OK) == 0 || errno == EACCES }) { return found }
        throw .unreachable(
            "cannot find the daemon: no socket at \(places.joined(separator: " or ")); "
                + "start it (systemctl start batchimgd), or name its socket with --socket")
    }

    /// A variable of the environment that says something.
    package static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
