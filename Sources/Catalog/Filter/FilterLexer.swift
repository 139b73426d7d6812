/// A word, literal or sign of a filter, and where it begins.
struct FilterToken {
    enum Kind: Equatable {
        /// A keyword, a function, or a path of names: `imageReference/sku`.
        case word(String)
        /// What stood in single quotes.
        case text(String)
        case time(UTCTime)
        /// `(`, `)`, `,` or `:`.
        case sign(Unicode.Scalar)
        case end
        /// What no filter has.
        case unknown
    }

    let kind: Kind
    /// 1-based, in Unicode scalars.
    let column: Int
}

/// Cuts a filter into tokens, one at a time.
struct FilterLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func next() throws(FilterError) -> FilterToken {
        _ = take { $0 == " " || $0 == "\t" }
        let column = position + 1
        return FilterToken(kind: try kind(), column: column)
    }

    private mutating func kind() throws(FilterError) -> FilterToken.Kind {
        guard let first = scalars[position...].first else { return .end }
        switch first {
        case "(", ")", ",", ":":
            position += 1
            return .sign(first)
        case "'":
            return .text(try quoted())
        case "0"..."9":
            return Self.time(take { Self.isWord($0) || "-:.+".unicodeScalars.contains($0) })
        case _ where Self.isWord(first):
            let word = take { Self.isWord($0) || $0 == "/" }
            guard word.lowercased() == "datetime", scalars[position...].first == "'" else { return .word(word) }
            return Self.time(try quoted())
        default:
            return .unknown
        }
    }

    /// A text in single quotes, in which two of them stand for one.
    private mutating func quoted() throws(FilterError) -> String {
        var text = String.UnicodeScalarView()
        position += 1
        while position < scalars.count {
            let scalar = scalars[position]
            guard scalar.value >= 0x20, scalar.value != 0x7F else {
                throw FilterError(column: position + 1, expected: "no control character")
            }
            position += 1
            if scalar == "'" {
                guard scalars[position...].first == "'" else { return String(text) }
                position += 1
            }
            text.append(scalar)
        }
        throw FilterError(column: position + 1, expected: "a closing single quote")
    }

    /// A date, its midnight in UTC; or a date-time, in UTC when it names no offset.
    private static func time(_ text: String) -> FilterToken.Kind {
        let time = UTCTime(rfc3339: text) ?? UTCTime(date: text) ?? UTCTime(rfc3339: text + "Z")
        return time.map { .time($0.wholeSeconds) } ?? .unknown
    }

    private mutating func take(while holds: (Unicode.Scalar) -> Bool) -> String {
        let run = scalars[position...].prefix(while: holds)
        position = run.endIndex
        return String(String.UnicodeScalarView(run))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_")
    }
}
