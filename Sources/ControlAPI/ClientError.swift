import Glibc

/// Why a question did not get an answer, and the exit status that says so.
package struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    package let exitCode: Int32
    package let description: String

    package init(exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    /// The exit status of a daemon that does not answer.
    package static let unreachable: Int32 = 3

    /// The exit status of what is for others to do.
    package static let notPermitted: Int32 = 77

    /// What is wrong when a file may not be used: which group to join, and how.
    package static func notPermitted(_ what: String, _ path: String) -> ClientError {
        var status = stat()
        var group = "batchimgd"
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if stat(path, &status) == 0 || stat(folder, &status) == 0, let entry = getgrgid(status.st_gid) {
            group = String(cString: entry.pointee.gr_name)
        }
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "$USER"
        return ClientError(
            exitCode: notPermitted,
            "cannot \(what) \(path): only members of the group '\(group)' may; "
                + "run: sudo usermod -aG \(group) \(user), then log in again")
    }

    /// Nobody reads what is written any more: no reason to say anything.
    package static let unread = ClientError(exitCode: 0, "")

    static func unreachable(_ text: String) -> ClientError { ClientError(exitCode: unreachable, text) }
    static func failed(_ text: String) -> ClientError { ClientError(exitCode: 1, text) }

    /// An answer that cannot be read.
    package static func broken(_ what: String) -> ClientError { failed("cannot read the daemon's answer: \(what)") }
}
