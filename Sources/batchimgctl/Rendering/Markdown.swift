import Catalog

/// A table of GitHub-flavoured Markdown; safe to show on a terminal.
enum Markdown {
    private static func cell(_ text: String) -> String {
        String(decoding: TextSafety.plain(text).utf8.flatMap { $0 == 0x7C ? [0x5C, $0] : [$0] }, as: UTF8.self)
    }

    static func table(_ header: [String], _ rows: [[String]], _ options: GlobalOptions) -> String {
        func line(_ cells: [String]) -> String {
            "| \(cells.map { cell($0) }.joined(separator: " | ")) |\n"
        }
        let head = line(header) + line(header.map { _ in "---" })
        return (options.noHeader ? "" : head) + rows.map(line).joined()
    }
}
