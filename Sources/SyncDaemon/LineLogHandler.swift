import Catalog
import Foundation
import Glibc
import Logging

/// Writes each entry as one line on stderr: for the journal with its priority prefix (sd-daemon(3)) and no time of
/// its own, for people with the time, or as a JSON object.
struct LineLogHandler: LogHandler {
    let format: DaemonSettings.LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let pairs = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        // What nobody takes is dropped: the daemon goes on without a log.
        StandardStream.write(
            Array(line(event.level, "\(event.message)", pairs).utf8), to: STDERR_FILENO, patience: Self.patience)
    }

    /// Milliseconds that whoever reads the log may be silent while it is full.
    private static let patience: CInt = 200

    private func line(
        _ level: Logger.Level, _ message: String, _ pairs: [(key: String, value: Logger.Metadata.Value)]
    ) -> String {
        let text = ([message] + pairs.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }).joined(separator: " ")
        switch format {
        case .journal: return "<\(Self.priority(level))>\(Self.oneLine(text))\n"
        case .text: return "\(UTCTime.now) \(level.rawValue) \(Self.oneLine(text))\n"
        case .json:
            var writer = JSONWriter()
            writer.object {
                $0.member("time", UTCTime.now)
                $0.member("level", level.rawValue)
                $0.member("message", message)
                for (key, value) in pairs { $0.member(key, "\(value)") }
            }
            return String(decoding: writer.bytes, as: UTF8.self) + "\n"
        }
    }

    private static func quoted(_ value: String) -> String {
        value.contains { $0 == " " || $0 == "\"" || $0 == "=" } || value.isEmpty
            ? "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" : value
    }

    /// Nothing from outside may begin a line of its own.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    /// syslog(3)'s priorities.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
