import Catalog

/// From which day to which the time line goes, and where a day stands on it: in hundredths of its width.
struct TimeAxis {
    private let first: Int
    private let last: Int
    private let today: Int

    /// Days before today, and after it, that are shown at least and at most.
    private static let past = 365...1096
    private static let future = 365...1461

    init(_ report: Report) {
        today = report.day
        let since = report.images.map(\.listedSince.day).min() ?? today
        let until = report.images.compactMap { $0.endOfLife?.day }.max() ?? today
        let begin = today - min(max(today - since, Self.past.lowerBound), Self.past.upperBound)
        let end = today + min(max(until - today, Self.future.lowerBound), Self.future.upperBound) + 45
        (first, last) = (begin, end)
    }

    /// Where a day stands; what lies outside stands at the edge.
    func place(_ day: Int) -> String { share(from: first, to: day) }

    func width(_ from: Int, _ to: Int) -> String { share(from: from, to: to, least: 3) }

    /// - Parameter least: tenths of a hundredth.
    private func share(from: Int, to: Int, least: Int = 0) -> String {
        let days = min(max(to, first), last) - min(max(from, first), last)
        let tenths = max(Int((Double(days) / Double(last - first) * 100 * 10).rounded()), least)
        return "\(tenths / 10).\(tenths % 10)%"
    }

    func isBefore(_ day: Int) -> Bool { day < first }
    func isBehind(_ day: Int) -> Bool { day > last }

    /// The first days of years that are shown.
    private var years: [(text: String, day: Int)] {
        let numbers = [first, last].map { Int(UTCTime(day: $0).dateText.prefix(4)) ?? 1970 }
        return (numbers[0]...numbers[1]).compactMap { year in
            UTCTime(date: "\(year)-01-01").flatMap { (first...last).contains($0.day) ? ("\(year)", $0.day) : nil }
        }
    }

    /// What every row has: the lines of years and of today; and marks.
    var definitions: Markup {
        let lines = years.map { year -> Markup in
            "<line class=\"year\" x1=\"\(place(year.day))\" x2=\"\(place(year.day))\" y1=\"0\" y2=\"100%\"/>"
        }
        return """
            <svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
            <g id="grid">\(lines)<line class="today" x1="\(place(today))" x2="\(place(today))" y1="0" y2="100%"/></g>
            <path id="end" class="end" d="M0 -6 L6 0 L0 6 L-6 0 Z"/>
            <path id="gone" class="gone" d="M-4 -4 L4 4 M-4 4 L4 -4"/>
            <path id="later" class="later" d="M-5 -4 L0 0 L-5 4"/>
            </defs></svg>
            """
    }

    /// The head of the time line.
    var head: Markup {
        // The last part of the line has no room for a label.
        let labels = years.filter { $0.day < last - (last - first) / 16 }.map { year -> Markup in
            "<text class=\"tick\" x=\"\(place(year.day))\" dx=\"4\" y=\"12\">\(year.text)</text>"
        }
        return """
            <svg class="axis" width="100%" height="34" role="img" aria-labelledby="axis-title axis-desc">\
            <title id="axis-title">Time line</title><desc id="axis-desc">From \(UTCTime(day: first).dateText) to \
            \(UTCTime(day: last).dateText); a line marks today, \(UTCTime(day: today).dateText).</desc>\
            <use href="#grid"/>\(labels)<text class="now" x="\(place(today))" dx="4" y="29">today</text></svg>
            """
    }
}
