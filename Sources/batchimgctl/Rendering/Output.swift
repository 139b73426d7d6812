import Glibc

/// Where text goes: results to stdout, everything else to stderr.
enum Output {
    static func result(_ bytes: some Collection<UInt8>) { write(1, Array(bytes)) }

    static func result(_ text: String) { result(text.utf8) }

    static func note(_ text: String) { write(2, Array("batchimgctl: \(TextSafety.plain(text))\n".utf8)) }

    static func progress(_ text: String) { write(2, Array("\(TextSafety.plain(text))\n".utf8)) }

    static var isTerminal: Bool { isatty(1) == 1 }

    /// Columns of the terminal; `nil` when stdout is none.
    static var terminalWidth: Int? {
        var size = winsize()
        guard isTerminal, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// A reader of the results that went away ends the command in silence, as it ends any other; a closed stderr must
    /// not cost the results.
    private static func write(_ descriptor: CInt, _ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                guard descriptor == 1 else { return }
                if errno == EPIPE { exit(0) }
                note("cannot write the result: \(String(cString: strerror(errno)))")
                exit(1)
            }
            written += count
        }
    }
}
