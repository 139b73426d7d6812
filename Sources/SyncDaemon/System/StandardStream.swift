import Glibc

/// The streams that a process is started with, written without ending it when they cannot be.
package enum StandardStream {
    /// Opens those that the process was started without: else the record could come to lie under the number of stderr.
    package static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// - Parameter patience: milliseconds that a reader may be silent, before the rest is dropped; -1: for ever.
    /// - Returns: whether all of it was taken; if not, `errno` says why.
    @discardableResult
    package static func write(_ bytes: [UInt8], to descriptor: CInt, patience: CInt = -1) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&stream, 1, patience)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return false }
            // A pipe that is ready takes so much without waiting (pipe(7), PIPE_BUF).
            let count = rest.prefix(4096).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
