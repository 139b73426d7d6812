import Glibc

/// One message to a datagram socket that has a name, or one from it.
enum UnixDatagram {
    /// Does nothing when nobody listens there.
    static func send(_ message: String, to address: String) {
        guard let descriptor = open() else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        _ = UnixAddress(address)?.with { sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, $1) }
    }

    /// - Returns: a socket with that name, to `receive` from; `nil` with `errno` when there can be none.
    static func bind(_ path: String) -> CInt? {
        guard let address = UnixAddress(path) else {
            errno = ENAMETOOLONG
            return nil
        }
        unlink(path)
        guard let descriptor = open() else { return nil }
        guard address.with({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// - Returns: `nil` when nothing came within the time.
    static func receive(_ descriptor: CInt, patience: Duration) -> String? {
        var readable = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&readable, 1, CInt(patience.milliseconds)) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func open() -> CInt? {
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        return descriptor < 0 ? nil : descriptor
    }
}
