import Foundation
import PoolDefinitions
import Testing

struct JSONDocumentTests {
    private func failure(_ text: String) -> String {
        do throws(JSONDocument.Failure) {
            _ = try JSONDocument.read(Array(text.utf8))
            return "read"
        } catch {
            return "\(error.line):\(error.column): \(error.message)"
        }
    }

    @Test func `knows the line of each value, whatever stands between them`() throws {
        let text = "\u{FEFF}// first\r\n{ /* a\n b */ \"a\" :\n [1, \"x\ny\",\n {\"B_c\": null}], \"d\": -1.5e3 }\n"
        let root = try #require(try JSONDocument.read(Array(text.utf8)).first)
        #expect(root.line == 2)
        let list = try #require(root.member("a"))
        #expect(list.line == 4 && list.elements.map(\.line) == [4, 4, 6])
        #expect(list.elements[1].string == "x\ny")
        #expect(list.elements[2].member("bc") == nil, "null is not there")
    }

    @Test func `reads texts as another reader does`() throws {
        for text in [#""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#, #""é😀""#, #""""#, #""\ud83d""#] {
            let own = try JSONDocument.read(Array("[\(text)]".utf8)).first?.elements.first?.string
            let theirs = try? JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? [String]
            #expect(own == theirs?.first ?? "\u{FFFD}", "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"a": 1,}"#, "1:9: expected a key in double quotes"), ("{\"a\"\n 1}", "2:2: expected ':'"),
        ("[1 2]", "1:4: expected ',' or ']'"), (#"{"a": tru}"#, "1:7: expected a value"),
        (#"{"é": "x"#, "1:7: a text in quotes begins here and does not end"),
        ("[", "1:2: expected a value, found the end of the file"),
        ("{\"a\": {", "1:8: expected a key in double quotes, found the end of the file"),
        ("", "1:1: expected a value, found the end of the file"), ("[1] x", "1:5: expected the end of the file"),
        (#"["\x"]"#, "1:3: a backslash begins no escape"),
        (#"["\u12g4"]"#, "1:3: an escape needs four hexadecimal digits"),
        ("/* x", "1:1: a comment begins here and does not end"), ("[1]\n}", "2:1: expected the end of the file"),
        ("{'a': 1}", "1:2: expected a key in double quotes"), ("[01x]", "1:2: expected a value"),
    ])
    func `names line and column of what is broken`(text: String, said: String) {
        #expect(failure(text) == said)
    }

    @Test func `refuses what is deeper than anybody writes, and what is no UTF-8`() throws {
        for open in ["[", "{\"a\":", "[{\"a\":"] {
            let said = failure(String(repeating: open, count: 100_000))
            #expect(said.hasSuffix("lists and objects stand more than 200 deep in each other"), "\(said)")
        }
        #expect(failure(String(repeating: "[", count: 200) + String(repeating: "]", count: 200)) == "read")
        do throws(JSONDocument.Failure) {
            _ = try JSONDocument.read(Array("{\n \"é\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8))
            Issue.record("was read")
        } catch {
            #expect(error.line == 2 && error.column == 8 && error.message == "what stands here is no UTF-8")
        }
    }
}
