import Foundation

/// A real user of the kernel's, without an entry in any database of users.
package struct User: Sendable {
    package let id: Int
    package let group: Int

    package init(id: Int, group: Int) { (self.id, self.group) = (id, group) }

    /// What starts a program as this user, from root.
    package var command: [String] {
        ["/usr/bin/setpriv", "--reuid=\(id)", "--regid=\(group)", "--clear-groups", "--"]
    }

    /// Runs a program as this user.
    package func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Programs.Result {
        let command = command + [try Programs.path(program).path] + arguments
        return try Programs.run(command[0], Array(command.dropFirst()), environment: environment)
    }
}
