import Catalog
import Foundation

/// What is remembered beside the record: how often its outbox was written. A file that was written less often is an older
/// one, restored.
struct AlertMark: Sendable {
    let path: String

    init(database: String) {
        path = "\(database).alerts"
    }

    /// `nil` when there is none that can be read.
    private var count: Int? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return Int(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Whether a record is older than what is remembered of it, or came from elsewhere.
    func isAheadOf(_ count: Int) -> Bool { self.count.map { $0 > count } ?? (count > 0) }

    func write(_ count: Int) throws {
        let file = try FileReplacement(of: path, mode: 0o640, isOfDatabase: true)
        try file.write(Array("\(count)\n".utf8))
        try file.finish(isLasting: true)
    }
}
