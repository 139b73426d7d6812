import Catalog
import ControlAPI

extension CheckAnswer {
    /// A line, and another one for a remedy.
    func text(_ options: GlobalOptions) -> String {
        let word = ok ? "ok" : "finding"
        let margin = String(repeating: " ", count: 9)
        let blanks = String(repeating: " ", count: margin.count - word.count)
        let subject = [account, check].compactMap(\.self).joined(separator: " ")
        func line(_ head: String, _ text: String) -> String {
            Prose.line(head, width: margin.count, text, indent: margin.count + 2)
        }
        return line(Table.colored(word, options) + blanks, "\(subject): \(message)")
            + (remedy.map { line(margin, "remedy: \($0)") } ?? "")
    }
}
