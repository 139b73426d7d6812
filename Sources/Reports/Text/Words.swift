import Catalog

/// How reports say numbers, days and lists.
enum Words {
    /// `1 image`, `2 images`.
    static func count(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

    /// Digits in groups of three: `12,345`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number)
        guard digits.utf8.count > 3 else { return digits }
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.utf8.count - place).isMultiple(of: 3), text != "-" { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `today`, `in 23 days`, `28 days ago`.
    static func distance(days: Int) -> String {
        switch days {
        case 0: "today"
        case 1: "tomorrow"
        case -1: "yesterday"
        case 2...: "in \(grouped(days)) days"
        default: "\(grouped(-days)) days ago"
        }
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) and \(last)"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The month of a date: `December 2026`.
    static func month(_ date: UTCTime) -> String {
        let parts = date.dateText.split(separator: "-")
        return "\(Int(parts[1]).map { months[$0 - 1] } ?? "") \(parts[0])"
    }

    /// The day for people: `26 November 2026`.
    static func day(_ date: UTCTime) -> String {
        "\(date.dateText.split(separator: "-").last.flatMap { Int($0) } ?? 0) \(month(date))"
    }
}
