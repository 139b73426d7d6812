import Glibc

/// Makes a running daemon read its configuration again, and waits for what comes of it: for `systemctl reload`, which
/// returns when the new settings hold. A signal alone would not do: whoever sent it would be gone, and the reload over
/// for the service manager, before a busy daemon has heard it.
package struct ReloadRequest: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let daemon: Int32
    private let places: Places

    package init(daemon: Int32, places: Places) {
        (self.daemon, self.places) = (daemon, places)
    }

    /// The service manager's own patience with a reload is 90 seconds.
    private static let patience = Duration.seconds(80)

    /// - Throws: `Failure` when the daemon keeps its old settings, or does not answer.
    package func run() throws(Failure) {
        guard let descriptor = UnixDatagram.bind(places.reload) else {
            throw Failure(
                description: "cannot wait for the daemon at \(places.reload): \(String(cString: strerror(errno))); "
                    + "run this as the daemon's user, on the machine that it runs on")
        }
        defer {
            close(descriptor)
            unlink(places.reload)
        }
        guard kill(daemon, SIGHUP) == 0 else {
            throw Failure(
                description: "cannot reach the daemon, process \(daemon): \(String(cString: strerror(errno))); "
                    + "start it (systemctl start batchimgd)")
        }
        guard let answer = UnixDatagram.receive(descriptor, patience: Self.patience) else {
            throw Failure(
                description: "cannot tell whether the daemon took the settings: it does not answer; see its log")
        }
        guard answer.isEmpty else { throw Failure(description: answer) }
    }

    /// Who waits for the outcome of a reload that begins now, as the daemon sees it.
    struct Waiter {
        private let address: String?

        init(places: Places) {
            // One that came later could not be sure that the file was read after it asked.
            address = access(places.reload, F_OK) == 0 ? places.reload : nil
        }

        /// - Parameter problem: `nil` when the new settings hold.
        func tell(_ problem: String?) {
            if let address { UnixDatagram.send(problem ?? "", to: address) }
        }
    }
}
