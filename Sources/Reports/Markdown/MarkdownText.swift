import Catalog

/// Text of others in Markdown (CommonMark, and the tables of GitHub), of which nothing is markup.
enum MarkdownText {
    static func plain(_ text: String) -> String {
        let scalars = Array(ShownText.plain(text).unicodeScalars)
        var escaped = ""
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "[", "]", "<", ">", "|", "~", "&", "$": escaped += "\\"
            // Within a word it is a letter as any other.
            case "_" where !isLetter(scalars, place - 1) || !isLetter(scalars, place + 1): escaped += "\\"
            default: break
            }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    private static func isLetter(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        scalars.indices.contains(place)
            && (scalars[place].properties.isAlphabetic || ("0"..."9").contains(scalars[place]))
    }

    /// - Parameter rows: cells that are Markdown.
    static func table(_ columns: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
        return line(columns) + line(columns.map { _ in "---" }) + rows.map(line).joined()
    }
}
