import Catalog
import Foundation
import Glibc
import SyncDaemon

/// What keeps a program from going on, on stderr: under the journal each line with the priority of an error
/// (sd-daemon(3)), for people as it is.
enum Complaint {
    static func write(_ text: String) {
        let prefix = isForJournal ? "<3>" : ""
        // Arguments and file names are quoted as they came.
        let lines = text.split(separator: "\n").map { "\(prefix)\(TextSafety.plain(String($0)))\n" }
        StandardStream.write(Array(lines.joined().utf8), to: STDERR_FILENO)
    }

    /// Whether stderr is the very stream that the service manager connected with the journal (systemd.exec(5)).
    private static var isForJournal: Bool {
        guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] else { return false }
        var status = stat()
        return fstat(STDERR_FILENO, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
    }
}
