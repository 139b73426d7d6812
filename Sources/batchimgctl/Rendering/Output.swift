import Glibc

/// Where text goes: results to stdout, everything else to stderr.
enum Output {
    static func result(_ bytes: some Collection<UInt8>) { write(1, Array(bytes)) }

    static func result(_ text: String) { result(text.utf8) }

    static func note(_ text: String) { write(2, Array("batchimgctl: \(text)\n".utf8)) }

    static func progress(_ text: String) { write(2, Array("\(text)\n".utf8)) }

    static var isTerminal: Bool { isatty(1) == 1 }

    /// Columns of the terminal; `nil` when stdout is none.
    static var terminalWidth: Int? {
        var size = winsize()
        guard isTerminal, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// A reader that went away ends the command in silence, as it ends any other.
    private static func write(_ descriptor: CInt, _ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { exit(descriptor == 1 && errno != EPIPE ? 1 : 0) }
            written += count
        }
    }
}
