import Catalog
import ControlAPI
import Glibc

/// Where text goes: results to stdout, everything else to stderr.
enum Output {
    static func result(_ bytes: some Collection<UInt8>) { write(1, Array(bytes)) }

    static func result(_ text: String) { result(text.utf8) }

    /// Data as it was asked for; a terminal is sent nothing that it would act on.
    ///
    /// - Parameter escape: how a character is written that a terminal must not see.
    static func data(_ bytes: [UInt8], escape: (Unicode.Scalar) -> String) {
        result(isTerminal ? Array(TextSafety.lines(String(decoding: bytes, as: UTF8.self), escape).utf8) : bytes)
    }

    /// JSON, which a terminal is shown with more of its characters escaped: the same value.
    static func json(_ bytes: [UInt8]) { data(bytes, escape: TextSafety.jsonEscape) }

    static func note(_ text: String) { write(2, Array("batchimgctl: \(TextSafety.plain(text))\n".utf8)) }

    /// A text of several lines, safe already.
    static func complaint(_ text: String) { write(2, Array("\(text)\n".utf8)) }

    static func progress(_ text: String) { write(2, Array("\(TextSafety.plain(text))\n".utf8)) }

    /// A line on the terminal that the next one takes the place of; empty: none.
    static func passing(_ text: String) { write(2, Array("\r\u{1B}[K\(TextSafety.plain(text))".utf8)) }

    static var isTerminal: Bool { isatty(1) == 1 }

    /// Whether lines on stderr can take each other's place.
    static var hasPassingLines: Bool { isatty(2) == 1 && SocketPlace.environment("TERM") != "dumb" }

    /// Whether the locale's letters are those of Unicode.
    static var isUnicode: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = SocketPlace.environment(name)?.uppercased() else { continue }
            return value.contains("UTF-8") || value.contains("UTF8")
        }
        return false
    }

    /// Columns of the terminal that a descriptor leads to; `nil` when it leads to none.
    static func width(of descriptor: CInt = 1) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
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
