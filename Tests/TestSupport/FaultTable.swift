import Foundation

/// What the suite has shown about faults: every test of a fault adds the line that says what held, once it held.
/// `make test` sorts the lines, compares them with `Tests/FAULTS.md` and prints the totals.
package enum FaultTable {
    package enum Section: String {
        case upstream, socket, local
        case signIn = "sign-in"
    }

    /// Runs a test's body and, when it did not throw, notes what it showed.
    ///
    /// - Parameter holds: what was asserted, in one line.
    package static func check(
        _ section: Section, _ fault: String, holds: String, _ body: () async throws -> Void
    ) async throws {
        try await body()
        try note(section, fault, holds)
    }

    /// The same for what does not wait.
    package static func check(_ section: Section, _ fault: String, holds: String, _ body: () throws -> Void) throws {
        try body()
        try note(section, fault, holds)
    }

    private static func note(_ section: Section, _ fault: String, _ holds: String) throws {
        guard let path = ProcessInfo.processInfo.environment["BATCHIMGD_FAULT_TABLE"] else { return }
        let line = "| \(section.rawValue) | \(fault) | \(holds) |\n"
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        // One short write to a file opened for appending: lines of parallel tests do not mix.
        guard write(descriptor, line, line.utf8.count) == line.utf8.count else { throw CocoaError(.fileWriteUnknown) }
    }
}
