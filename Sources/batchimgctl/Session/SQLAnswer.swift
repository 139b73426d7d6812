import Catalog

/// The answer to a query: `{"columns":["sku",...],"rows":[["2204",5,null],...]}`.
struct SQLAnswer {
    enum Value {
        case null
        /// As it is written in JSON.
        case number(String)
        case text(String)

        init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
            if try reader.null() {
                self = .null
            } else if let text = try reader.stringIfNext() {
                self = .text(text)
            } else {
                self = .number(reader.text(of: try reader.range()))
            }
        }

        var text: String? {
            switch self {
            case .null: nil
            case .number(let text), .text(let text): text
            }
        }
    }

    private(set) var columns: [String] = []
    private(set) var rows: [[Value]] = []

    init(_ json: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(json)
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "columns": columns = try reader.strings()
            case "rows":
                try reader.array { reader throws(JSONReader.Failure) in
                    var row: [Value] = []
                    try reader.array { reader throws(JSONReader.Failure) in row.append(try Value(&reader)) }
                    rows.append(row)
                }
            default: try reader.skip()
            }
        }
    }

    /// Numbers are aligned, and stay numbers in JSON, where a whole column has nothing else.
    func kind(of index: Int) -> Column<[Value]>.Kind {
        let isNumber = rows.allSatisfy {
            if case .text = $0[index] { false } else { true }
        }
        return isNumber && !rows.isEmpty ? .number : .text
    }

    /// A JSON list of objects.
    func objects(_ columns: [Column<[Value]>]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array {
            for row in rows {
                $0.object {
                    for (index, column) in columns.enumerated() {
                        switch row[index] {
                        case .null: break
                        case .number(let text):
                            $0.key(column.name)
                            $0.raw(text.utf8)
                        case .text(let text): $0.member(column.name, text)
                        }
                    }
                }
            }
        }
        writer.endLine()
        return writer.bytes
    }
}
