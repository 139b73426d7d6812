import Catalog
import ControlAPI

/// How a sync comes along, on stderr: a line for each step, or on a terminal one line that tells of all accounts that are
/// under way, below those that have finished.
struct ProgressLines {
    /// The accounts under way, in the order in which they started, and what is known of each.
    private var underWay: [(account: String, detail: String)] = []
    private let isPassing = Output.hasPassingLines

    mutating func show(_ event: SyncLine) {
        guard let account = event.account else { return }
        underWay.removeAll { $0.account == account }
        guard event.event.known != .finished else { return say("\(account): \(Self.outcome(of: event))") }
        let detail = event.page.map { "page \($0), \(event.images ?? 0) images" } ?? event.event.text
        guard isPassing else { return Output.progress("\(account): \(detail)") }
        underWay.append((account, detail))
        refresh()
    }

    /// Takes the passing line away.
    func end() {
        if isPassing { Output.passing("") }
    }

    private func say(_ line: String) {
        end()
        Output.progress(line)
        if isPassing { refresh() }
    }

    private func refresh() {
        guard !underWay.isEmpty else { return end() }
        let text =
            "\(underWay.count) under way: " + underWay.map { "\($0.account) (\($0.detail))" }.joined(separator: ", ")
        Output.passing(TableCell(text).shortened(to: (Output.width(of: 2) ?? 80) - 1, keepsEnd: false).text)
    }

    private static func outcome(of event: SyncLine) -> String {
        let count = event.images.map { ", \($0) images" } ?? ""
        let changes = event.changes.flatMap { $0 > 0 ? ", \($0) changes" : nil } ?? ""
        let why = (event.error ?? event.reason).map { ": \($0)" } ?? ""
        return "\(event.outcome?.text ?? "?")\(count)\(changes)\(why)"
    }
}
