/// A text without its case, compared as bytes: neither locale nor Unicode normalisation plays a part, so that what is
/// compared in memory and in SQL agrees.
package struct FoldedText: Hashable, Comparable, Sendable {
    package let bytes: [UInt8]

    package init(_ text: String) { bytes = Array(text.folded.utf8) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static func < (left: FoldedText, right: FoldedText) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension String {
    /// The text without its case, by Unicode's full case folding (`Straße` and `STRASSE` are one): the one meaning of
    /// "without regard to case". Swift's `lowercased` and SQLite's `lower` each have another.
    package var folded: String {
        guard utf8.contains(where: { $0 >= 0x80 || (0x41...0x5A).contains($0) }) else { return self }
        guard utf8.contains(where: { $0 >= 0x80 }) else { return lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            // The one letter whose capital is another letter's too.
            guard scalar != "\u{131}" else {
                folded.append(scalar)
                continue
            }
            for small in scalar.properties.lowercaseMapping.unicodeScalars {
                for capital in small.properties.uppercaseMapping.unicodeScalars {
                    folded.append(contentsOf: capital.properties.lowercaseMapping.unicodeScalars)
                }
            }
        }
        return String(folded)
    }
}
