/// How keys of a document are named in messages.
package enum TOMLKey {
    /// Quotes what looks like the word that a key is, and nothing else: a secret that was pasted without quotes, or in
    /// a place of its own, is read as a key.
    package static func named(_ path: [String]) -> String {
        path.allSatisfy(isWord) ? "'\(path.joined(separator: "."))'" : "a key"
    }

    package static func isWord(_ key: String) -> Bool {
        key.utf8.count <= 20 && key.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil
    }
}
