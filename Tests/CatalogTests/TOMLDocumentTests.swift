import Testing

@testable import Catalog

struct TOMLDocumentTests {
    private func read(_ text: String) throws -> [String: TOMLNode] { try TOMLDocument.read(text).entries }

    private func string(_ value: String) throws -> String? {
        if case .string(let text) = try read("x = \(value)\n")["x"]?.value { text } else { nil }
    }

    @Test func `reads texts with and without escapes, in one line or several`() throws {
        #expect(try string(#""a\tb\u00e9\U0001F600\"\\""#) == "a\tbé😀\"\\")
        #expect(try string(#"'C:\dir'"#) == #"C:\dir"#)
        #expect(try string("\"\"\"\nfirst\\\n   second\n\"third\" \"\"\"") == "firstsecond\n\"third\" ")
        #expect(try string("'''\na'b''''") == "a'b'")
        #expect(try string("\"\"") == "" && string("''") == "")
    }

    @Test func `reads numbers`() throws {
        for (text, number) in [("1_000", 1000), ("+7", 7), ("-0", 0), ("0xFF", 255), ("0o17", 15), ("0b11", 3)] {
            guard case .integer(number) = try read("x = \(text)")["x"]?.value else {
                Issue.record("\(text)")
                continue
            }
        }
        for (text, number) in [("0.1", 0.1), ("-1e3", -1000), ("6.5E-1", 0.65), ("inf", .infinity)] {
            guard case .float(number) = try read("x = \(text)")["x"]?.value else {
                Issue.record("\(text)")
                continue
            }
        }
    }

    @Test func `reads tables, lists of tables, dotted keys, and their lines`() throws {
        let root = try read(
            """
            a.b.c = 1   # a comment
            "quoted key" = [
              "one", # of two
              'two',
            ]
            [[list]]
            n = { x = 1, y.z = true }
            [list.sub]
            k = 1979-05-27 07:32:00Z
            [[list]]
            """)
        #expect(root.keys.sorted() == ["a", "list", "quoted key"])
        guard case .array(let texts) = root["quoted key"]?.value, case .array(let list) = root["list"]?.value,
            case .table(let first) = list[0].value, case .table(let sub) = first.entries["sub"]?.value,
            case .dateTime = sub.entries["k"]?.value, case .table(let inline) = first.entries["n"]?.value
        else {
            Issue.record("\(root)")
            return
        }
        #expect(texts.map(\.line) == [3, 4] && list.map(\.line) == [6, 10] && sub.entries["k"]?.line == 9)
        #expect(inline.entries.keys.sorted() == ["x", "y"])
    }

    @Test(arguments: [
        ("a = 1\na = 2", 2, "'a' is defined twice"), ("[a]\n[a]", 2, "'a' is defined twice"),
        ("a = 1\n[a.b]", 2, "'a' is no table"), ("a = { b = 1 }\na.c = 2", 2, "'a.c' adds to what is complete"),
        ("a = [[]]\n[[a]]", 2, "'a' is defined twice"), ("a = \"b\nc\"", 1, "does not end on its line"),
        ("a = \"\"\"b\n", 1, "does not end"), ("a = 01", 1, "expected a value"),
        ("a = 1 b = 2", 1, "the end of the line at column 7"), ("a = é", 1, "quotes) at column 5"),
        ("Secret", 1, "expected '=' after a key, found the end of the file"), ("[S]\n[S]", 2, "a key is defined twice"),
        ("a = 1__0", 1, "expected a value"), ("a = \"\\q\"", 1, "begins no escape"), ("= 1", 1, "expected a key"),
        ("a = \"\\uD800\"", 1, "names no character"), ("a = 99999999999999999999", 1, "expected a value"),
        ("a", 1, "expected '=' after 'a'"), ("# \u{0}", 1, "control character"),
        ("a = " + String(repeating: "[", count: 5000), 1, "too deep"), ("auth = { method = [ }", 1, "expected a value"),
    ])
    func `says what is wrong and where`(text: String, line: Int, message: String) throws {
        do {
            _ = try read(text)
            Issue.record("read \(text.prefix(40))")
        } catch let error as TOMLError {
            #expect(error.line == line && error.message.contains(message), "\(error)")
        }
    }
}
