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
        if stat(path, &status) == 0 || stat(folder, &status) == 0 { group = groupName(status.st_gid) ?? group }
        let user = userName(geteuid()) ?? "$USER"
        return ClientError(
            exitCode: notPermitted,
            "cannot \(what) \(path): only members of the group '\(group)' may; "
                + "run: sudo usermod -aG \(group) \(user), then log in again")
    }

    /// Nobody reads what is written any more: no reason to say anything.
    package static let unread = ClientError(exitCode: 0, "")

    /// From the file alone, as the user's: for what else names may come from, the C library loads others, which a static
    /// program has to go without.
    private static func groupName(_ group: gid_t) -> String? {
        guard let file = fopen("/etc/group", "re") else { return nil }
        defer { fclose(file) }
        while let entry = fgetgrent(file) {
            if entry.pointee.gr_gid == group { return String(cString: entry.pointee.gr_name) }
        }
        return nil
    }

    private static func userName(_ user: uid_t) -> String? {
        guard let file = fopen("/etc/passwd", "re") else { return nil }
        defer { fclose(file) }
        while let entry = fgetpwent(file) {
            if entry.pointee.pw_uid == user { return String(cString: entry.pointee.pw_name) }
        }
        return nil
    }

    static func unreachable(_ text: String) -> ClientError { ClientError(exitCode: unreachable, text) }
    static func failed(_ text: String) -> ClientError { ClientError(exitCode: 1, text) }

    /// An answer that cannot be read.
    package static func broken(_ what: String) -> ClientError { failed("cannot read the daemon's answer: \(what)") }
}
