import Catalog
import ControlAPI

/// Everything known of an image in an account, for people.
struct ImageStory {
    let history: HistoryAnswer
    /// The image under each node agent that it is or was listed with.
    let known: [ImageAnswer]
    /// The live pools that use it, of whatever account.
    let pools: [PoolAnswer]
    /// What to move to, the best first.
    let suggestions: [SuggestAnswer.Suggestion]
    let options: GlobalOptions

    private var now: UTCTime? { Output.isTerminal && !options.absolute ? UTCTime.now : nil }

    var text: String {
        var lines = [plain("\(history.account)  \(history.image)") + "\n"]
        for image in known {
            let days = image.daysLeft.map { " (\($0) days)" } ?? ""
            lines += [
                line("state", Table.colored(image.state.text, options)),
                line("node agent", plain(image.nodeAgentSKUId)), line("os", plain(image.osType)),
                line("verified", image.verificationType == "verified" ? "yes" : plain(image.verificationType)),
                line("end of life", (image.batchSupportEndOfLife.map { Self.date($0) } ?? "-") + days),
                line("capabilities", text: image.capabilities?.strings?.joined(separator: ", ") ?? "-"),
                line("first seen", time(image.firstSeen)), line("last seen", time(image.lastSeen)),
            ]
        }
        lines += pools.filter { $0.account == history.account && $0.uses(history.image) }.map { pool in
            let nodes = (pool.dedicatedNodes ?? 0) + (pool.lowPriorityNodes ?? 0)
            let text = "\(nodes) nodes, since \(time(pool.usesSince))"
            return line("used by", plain(pool.pool), word: plain(pool.verdict.text), text: text)
        }
        lines += suggestions.map { suggestion in
            let lost = suggestion.loses.isEmpty ? "" : ", without \(suggestion.loses.joined(separator: ", "))"
            return line("move to", text: "\(suggestion.shortImage) (\(suggestion.nodeAgentSKUId))\(lost)")
        }
        lines += history.runs.map { line("listed", "\(time($0.from)) to \(time($0.to))") }
        lines += history.endOfLife.map {
            line("had the date", "\(Self.date($0.date)), from \(time($0.firstSeen)) to \(time($0.lastSeen))")
        }
        lines += history.changes.map { change in
            line("changed", time(change.at ?? ""), word: plain(change.kind.text), text: ChangeText.of(change))
        }
        return lines.joined()
    }

    private static let margin = 16

    private func title(_ text: String) -> String {
        "  " + text + String(repeating: " ", count: Self.margin - 2 - text.count)
    }

    private func line(_ title: String, _ value: String) -> String { self.title(title) + value + "\n" }

    private func line(_ title: String, text: String) -> String {
        Prose.line(self.title(title), width: Self.margin, text, indent: Self.margin)
    }

    /// - Parameter word: has a colour.
    private func line(_ title: String, _ name: String, word: String, text: String?) -> String {
        let head = "\(self.title(title))\(name)  "
        guard let text else { return head + Table.colored(word, options) + "\n" }
        return Prose.line(
            "\(head)\(Table.colored(word, options))  ", width: TextSafety.width("\(head)\(word)  "), text,
            indent: Self.margin)
    }

    private func plain(_ text: String) -> String { TextSafety.plain(text) }

    private func time(_ text: String) -> String {
        now.flatMap { now in UTCTime(rfc3339: text).map { $0.relativeText(now: now) } } ?? plain(text)
    }

    private static func date(_ text: String) -> String { String(TextSafety.plain(text).prefix(10)) }
}
