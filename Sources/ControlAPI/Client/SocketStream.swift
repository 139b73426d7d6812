import Catalog
import Glibc

/// A connection to a Unix socket, read through a buffer and closed at the end.
struct SocketStream: ~Copyable {
    private let descriptor: CInt
    private let patience: Int
    private let output: CInt?
    private var buffer: [UInt8] = []
    private var position = 0
    /// Whether the daemon has sent anything: until then it counts as not there.
    private var hasAnswered = false
    private static let chunk = 64 << 10

    /// - Parameters:
    ///   - patience: seconds of silence after which the daemon counts as hanging.
    ///   - output: where nobody may read any more, which ends a wait.
    init(connectingTo path: String, patience: Int, output: CInt? = nil) throws(ClientError) {
        descriptor = try Self.open(path, patience: min(patience, Self.longestConnect))
        self.patience = patience
        self.output = output
        Self.limit(descriptor, to: patience)
    }

    /// Seconds until a daemon that takes no connection counts as hanging: taking one needs no work.
    private static let longestConnect = 10

    /// Limits each wait on the socket, connecting to it included (unix(7) waits for room in the backlog as for sending).
    private static func limit(_ descriptor: CInt, to seconds: Int) {
        // A timeval: seconds and microseconds. Its own type is not visible in every build.
        var limit = (seconds, 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
        }
    }

    private static func open(_ path: String, patience: Int) throws(ClientError) -> CInt {
        guard let address = UnixAddress(path) else {
            throw .unreachable("cannot use the socket \(path): its path is longer than \(UnixAddress.longest) bytes")
        }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .failed("cannot make a socket: \(reason(errno))") }
        limit(descriptor, to: patience)
        var result: CInt
        repeat {
            result = address.with { connect(descriptor, $0, $1) }
        } while result != 0 && errno == EINTR
        guard result != 0 else { return descriptor }
        let code = errno
        close(descriptor)
        switch code {
        case EACCES, EPERM: throw .notPermitted("use the socket", path)
        case EAGAIN:
            throw .unreachable(
                "cannot reach the daemon: it has taken no connection at \(path) for \(patience) s; "
                    + "see: systemctl status batchimgd")
        case ENOENT:
            throw .unreachable("cannot reach the daemon: no socket at \(path); start it: systemctl start batchimgd")
        case ECONNREFUSED:
            throw .unreachable("cannot reach the daemon: nobody answers at \(path); see: systemctl status batchimgd")
        default: throw .unreachable("cannot reach the daemon at \(path): \(Self.reason(code))")
        }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws(ClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(descriptor, buffer.baseAddress.map { $0 + sent }, bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("send to the daemon", errno) }
            sent += count
        }
    }

    /// One line without its end; at most `most` bytes.
    mutating func line(most: Int) throws(ClientError) -> [UInt8] {
        var line: [UInt8] = []
        while true {
            if let end = buffer[position...].firstIndex(of: 0x0A) {
                line += buffer[position..<end]
                position = end + 1
                if line.last == 0x0D { line.removeLast() }
                return line
            }
            line += buffer[position...]
            position = buffer.count
            guard line.count <= most else { throw .failed("cannot read the daemon's answer: its header is too long") }
            guard try fill() else { throw Self.cutShort }
        }
    }

    /// Exactly `count` bytes, handed over as they come.
    mutating func read(_ count: Int, _ body: (ArraySlice<UInt8>) throws(ClientError) -> Void) throws(ClientError) {
        var left = count
        while left > 0 {
            if position == buffer.count, try !fill() { throw Self.cutShort }
            let end = min(buffer.count, position + left)
            try body(buffer[position..<end])
            left -= end - position
            position = end
        }
    }

    /// - Returns: whether there was more.
    private mutating func fill() throws(ClientError) -> Bool {
        while true {
            try waitForMore()
            var count = 0
            buffer = Array(unsafeUninitializedCapacity: Self.chunk) { storage, initialized in
                count = recv(descriptor, storage.baseAddress, Self.chunk, 0)
                initialized = max(0, count)
            }
            position = 0
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read the daemon's answer", errno) }
            hasAnswered = true
            return count > 0
        }
    }

    /// Waits until there is something to receive, or the time for it is up.
    ///
    /// - Throws: `ClientError.unread` when nobody reads the output any more.
    private func waitForMore() throws(ClientError) {
        guard let output else { return }
        // Of the output, only what is wrong with it is told.
        var both = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
        ]
        _ = poll(&both, nfds_t(both.count), CInt(patience) * 1000)
        if both[1].revents & Int16(POLLERR | POLLHUP) != 0 { throw .unread }
    }

    private func failure(_ step: String, _ code: CInt) -> ClientError {
        guard code == EAGAIN else { return .failed("cannot \(step): \(Self.reason(code))") }
        return ClientError(
            exitCode: hasAnswered ? 1 : ClientError.unreachable,
            "cannot \(step): the daemon has been silent for \(patience) s; see: systemctl status batchimgd")
    }

    static var cutShort: ClientError {
        .failed("cannot read the daemon's answer: it ends too early; see the daemon's log")
    }

    private static func reason(_ code: CInt) -> String { String(cString: strerror(code)) }
}
