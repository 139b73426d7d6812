import Testing

@testable import SyncDaemon

struct MetricsTextTests {
    private typealias Sample = MetricsText.Sample

    @Test func `says each metric once, with its samples, and none that has no samples`() {
        var text = MetricsText()
        text.add("a", .gauge, "First.", [Sample([("x", "1\\2\"3\n4"), ("y", "é")], 1.5), Sample([], -3)])
        text.add("none", .counter, "Nothing.", [Sample]())
        text.add("b", .counter, "Second.", 7)
        #expect(
            Array(text).map { String(decoding: $0, as: UTF8.self) } == [
                #"""
                # HELP a First.
                # TYPE a gauge
                a{x="1\\2\"3\n4",y="é"} 1.5
                a -3
                # HELP b Second.
                # TYPE b counter
                b 7

                """#
            ])
    }

    @Test func `is made in pieces of bounded size, whole lines, only as they are asked for`() throws {
        var text = MetricsText()
        nonisolated(unsafe) var made = 0
        text.add(
            "long", .gauge, "Many.",
            (0..<20_000).lazy.map { number in
                made += 1
                return Sample([("account", "account-\(number)")], Double(number))
            })
        text.add("end", .gauge, "Last.", 1)
        #expect(made == 0)
        let piece = text.next()
        let first = try #require(piece)
        #expect(made < 2000 && first.count < 40_000)
        let pieces = [first] + Array(text)
        #expect(pieces.allSatisfy { $0.count < 40_000 && $0.last == UInt8(ascii: "\n") })
        let lines = String(decoding: pieces.joined(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 20_005 && lines.filter { $0.hasPrefix("# TYPE long") }.count == 1)
        #expect(lines[20_001] == #"long{account="account-19999"} 19999"# && lines.last == "end 1")
    }
}
