import Catalog

/// Sentences; on a terminal, a line that is too long for it goes on below, between words.
enum Prose {
    /// - Parameters:
    ///   - head: what the line begins with; its colours take no room.
    ///   - width: of the head.
    ///   - indent: blanks before the lines that follow.
    static func line(_ head: String, width: Int, _ text: String, indent: Int) -> String {
        let text = TextSafety.plain(text)
        guard let columns = Output.width(), columns > 2 * indent, width + TextSafety.width(text) > columns else {
            return head + text + "\n"
        }
        var (lines, used) = (head, width)
        for (index, word) in words(text).enumerated() {
            let next = TextSafety.width(word)
            if index > 0, used + 1 + next > columns {
                lines += "\n" + String(repeating: " ", count: indent)
                used = indent
            } else if index > 0 {
                lines += " "
                used += 1
            }
            lines += word
            used += next
        }
        return lines + "\n"
    }

    /// A node agent SKU has a blank in it, and is one word.
    private static func words(_ text: String) -> [String] {
        text.split(separator: " ", omittingEmptySubsequences: false).reduce(into: []) { words, part in
            if let last = words.last, last.hasPrefix("batch.node."), !last.contains(" ") {
                words[words.count - 1] = "\(last) \(part)"
            } else {
                words.append(String(part))
            }
        }
    }
}
