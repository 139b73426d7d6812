extension UTCTime: CustomStringConvertible {
    /// `YYYY-MM-DDTHH:MM:SSZ`, the notation of the views and of `/v1`; a fraction of a second is left out.
    package var description: String {
        let (hour, minute, second) = timeOfDay
        return Self.text { text in
            write(dateTo: &text)
            text.write("T", hour, digits: 2)
            text.write(":", minute, digits: 2)
            text.write(":", second, digits: 2)
            text.write("Z")
        }
    }

    /// `YYYY-MM-DD`, the UTC date.
    package var dateText: String { Self.text { write(dateTo: &$0) } }

    private func write(dateTo text: inout DigitWriter) {
        let (year, month, day) = Self.civil(day: day)
        text.write(year, digits: 4)
        text.write("-", month, digits: 2)
        text.write("-", day, digits: 2)
    }

    private static func text(_ write: (inout DigitWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: DigitWriter.capacity) { buffer in
            var writer = DigitWriter(buffer: buffer)
            write(&writer)
            return writer.count
        }
    }

    /// The moment with its fraction, without trailing zeros: equal for every notation of one moment.
    package var exactText: String {
        guard nanoseconds != 0 else { return description }
        var fraction = Self.text { $0.write(nanoseconds, digits: 9) }
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(description.dropLast()).\(fraction)Z"
    }

    /// Reads an RFC 3339 date-time; `T` and `Z` in either case, up to nine fraction digits, or an offset.
    ///
    /// - Returns: `nil` also for what the offset moves out of the years 1 to 9999, which have four digits.
    package init?(rfc3339 text: String) {
        var scanner = DigitScanner(text.utf8)
        guard let day = scanner.date(), scanner.skip("T", "t"),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
            let second = scanner.number(digits: 2), second <= 60
        else { return nil }
        var nanoseconds = 0
        if scanner.skip(".") {
            guard let fraction = scanner.fraction(digits: 9) else { return nil }
            nanoseconds = fraction
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let seconds = day * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
        guard Self.fourDigitYears.contains(seconds) else { return nil }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// Reads a date, `YYYY-MM-DD`: its midnight in UTC.
    package init?(date text: String) {
        var scanner = DigitScanner(text.utf8)
        guard let day = scanner.date(), scanner.isAtEnd else { return nil }
        self.init(day: day)
    }

    private static let fourDigitYears =
        (day(year: 1, month: 1, day: 1) * secondsPerDay)..<(day(year: 10_000, month: 1, day: 1) * secondsPerDay)

    private var timeOfDay: (hour: Int, minute: Int, second: Int) {
        let rest = seconds - day * Self.secondsPerDay
        return (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Year, month and day of a day number: the era-based algorithm, exact for every year from 1 on.
    private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The day number of a date; the inverse of `civil(day:)`.
    fileprivate static func day(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    fileprivate static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Writes numbers with leading zeros: four times of each image are in every answer.
private struct DigitWriter {
    /// Of the longest of all times, with a sign and all its digits.
    static let capacity = 64

    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func write(_ separator: Unicode.Scalar) {
        buffer[count] = UInt8(ascii: separator)
        count += 1
    }

    mutating func write(_ separator: Unicode.Scalar, _ number: Int, digits: Int) {
        write(separator)
        write(number, digits: digits)
    }

    /// At least so many digits.
    mutating func write(_ number: Int, digits: Int) {
        if number < 0 { write("-") }
        let start = count
        var rest = number.magnitude
        while rest > 0 || count - start < digits {
            buffer[count] = 0x30 + UInt8(rest % 10)
            rest /= 10
            count += 1
        }
        buffer[start..<count].reverse()
    }
}

/// Reads fixed runs of digits and separators off a text.
private struct DigitScanner {
    private var rest: String.UTF8View.SubSequence

    init(_ text: String.UTF8View) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(digits: Int) -> Int? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return head.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// A fraction of 1 to `digits` digits, scaled to that many.
    mutating func fraction(digits: Int) -> Int? {
        let head = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...digits).contains(head.count) else { return nil }
        rest = rest.dropFirst(head.count)
        let value = head.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (head.count..<digits).reduce(value) { value, _ in value * 10 }
    }

    mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard let first = rest.first, characters.contains(where: { $0.value == UInt32(first) }) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func date() -> Int? {
        guard let year = number(digits: 4), year >= 1, skip("-"),
            let month = number(digits: 2), (1...12).contains(month), skip("-"),
            let day = number(digits: 2), (1...UTCTime.daysInMonth(month, year: year)).contains(day)
        else { return nil }
        return UTCTime.day(year: year, month: month, day: day)
    }

    /// Seconds east of UTC: 0 for `Z`, else `+HH:MM` or `-HH:MM`.
    mutating func offset() -> Int? {
        if skip("Z", "z") { return 0 }
        let sign = skip("+") ? 1 : -1
        guard sign == 1 || skip("-"), let hours = number(digits: 2), hours < 24, skip(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
