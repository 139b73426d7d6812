import Catalog
import Testing

struct FoldedTextTests {
    /// From Unicode's CaseFolding.txt, states C and F.
    @Test(arguments: [
        ("Ubuntu-HPC", "ubuntu-hpc"), ("ÉÜØ", "éüø"), ("Straße", "strasse"), ("STRA\u{1E9E}E", "strasse"),
        ("ΟΔΟΣ ς", "οδοσ σ"),
        ("\u{130}", "i\u{307}"), ("\u{131}", "\u{131}"), ("\u{17F}\u{212A}\u{212B}", "skå"), ("\u{FB03}", "ffi"),
        ("\u{390}", "\u{3B9}\u{308}\u{301}"), ("\u{1F88}", "\u{1F00}\u{3B9}"), ("\u{345}", "\u{3B9}"),
        ("\u{B5}", "\u{3BC}"),
        ("e\u{301}", "e\u{301}"), ("日本", "日本"),
    ])
    func `leaves the case of every letter out`(text: String, folded: String) {
        #expect(Array(text.folded.utf8) == Array(folded.utf8))
        #expect(Array(text.folded.folded.utf8) == Array(folded.utf8))
    }

    @Test func `folds a letter as its capital and its small one`() throws {
        for value in (0x80...0x1_FFFF as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(value), value != 0x131 else { continue }
            let text = String(scalar)
            let folded = Array(text.folded.utf8)
            #expect(Array(scalar.properties.lowercaseMapping.folded.utf8) == folded, "\(String(value, radix: 16))")
            #expect(Array(scalar.properties.uppercaseMapping.folded.utf8) == folded, "\(String(value, radix: 16))")
        }
    }
}
