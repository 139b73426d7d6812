import Catalog
import ControlAPI

extension CheckAnswer {
    /// A line, and another one for a remedy.
    func text(_ options: GlobalOptions) -> String {
        let word = ok ? "ok" : "finding"
        let margin = String(repeating: " ", count: 9)
        let blanks = String(repeating: " ", count: margin.count - word.count)
        let subject = [account, check].compactMap(\.self).joined(separator: " ")
        let line = Table.colored(word, options) + blanks + TextSafety.plain("\(subject): \(message)") + "\n"
        return line + (remedy.map { margin + TextSafety.plain("remedy: \($0)") + "\n" } ?? "")
    }
}
