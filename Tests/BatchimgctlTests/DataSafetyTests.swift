import Catalog
import Foundation
import TestSupport
import Testing

/// Hostile data comes back whole from other programs' readers.
struct DataSafetyTests {
    private static let values = [
        "plain", "a,b", "\"quoted\"", "line\nend", "return\r\nend", "tab\tend", "back\\slash", "\u{1B}[31mred",
        "\u{202E}reversed", "日本", "é\u{301}", "|pipe|", " blanks ", "'", "NULL", "\u{7F}\u{9B}", "",
        "=1+1", "+1", "-12", "@SUM(1)", "\t=1", "\r=1",
    ]

    private func run(_ format: String) throws -> String {
        let images = Self.values.map { value in
            var writer = JSONWriter()
            writer.string(value)
            return CannedAnswers.jammy.replacing(#""canonical""#, with: String(decoding: writer.bytes, as: UTF8.self))
        }
        return try CannedServer.with([CannedAnswers.list: CannedServer.answer(CannedAnswers.images(images))]) {
            try Program(["list", "-o", format, "--columns", "publisher,sku"], socket: $0.path).output
        }
    }

    @Test(arguments: [
        (
            "csv",
            "import csv, json, sys; rows = csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True); "
                + "next(rows); print(json.dumps([row[0] for row in rows if len(row) == 2 and row[1] == 's']))"
        ),
        (
            "ndjson",
            "import json, sys; print(json.dumps([json.loads(line)['publisher'] "
                + "for line in open(sys.argv[1], newline='\\n', encoding='utf-8')]))"
        ),
    ])
    func `comes back whole from Python`(format: String, reader: String) throws {
        let folder = try TemporaryFolder()
        try run(format).write(toFile: folder.path("data"), atomically: true, encoding: .utf8)
        let read = try Programs.run("/usr/bin/python3", ["-c", reader, folder.path("data")])
        #expect(read.status == 0, "\(read.errors)")
        let values = try JSONSerialization.jsonObject(with: Data(read.output.utf8)) as? [String]
        #expect(values?.map { Array($0.unicodeScalars) } == Self.values.map { Array($0.unicodeScalars) })
    }
}
