import Catalog
import ControlAPI

/// What a change did, in a few words.
enum ChangeText {
    /// - Returns: `nil` when the kind says it all.
    static func of(_ change: ChangeAnswer) -> String? {
        let (old, new) = (change.old, change.new)
        guard old != nil || new != nil else { return nil }
        if change.kind.known == .capabilities {
            let (before, after) = (list(old), list(new))
            let gained = after.filter { !before.contains($0) }.map { "+\($0)" }
            let lost = before.filter { !after.contains($0) }.map { "-\($0)" }
            return (gained + lost).joined(separator: " ")
        }
        return [old, new].map { short($0).map(NodeAgentName.short) ?? "none" }.joined(separator: " -> ")
    }

    /// A midnight is shown as its date.
    static func short(_ value: String?) -> String? {
        value.map { $0.hasSuffix("T00:00:00Z") ? String($0.prefix(10)) : $0 }
    }

    private static func list(_ json: String?) -> [String] { json.flatMap { JSONText($0).strings } ?? [] }
}
