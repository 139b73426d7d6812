extension Duration {
    /// Reads one integer and one unit (`s`, `m`, `h`, `d`): `90s`, `15m`, `6h`, `30d`.
    package init?(text: some StringProtocol) {
        guard let unit = text.last, let factor = Self.unitSeconds[unit] else { return nil }
        let digits = text.dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits),
            case let (seconds, overflow) = count.multipliedReportingOverflow(by: factor), !overflow,
            seconds <= Self.longestSeconds
        else { return nil }
        self = .seconds(seconds)
    }

    package static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    package static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    /// Whole seconds, rounded down.
    package var wholeSeconds: Int { Int(components.seconds) }

    /// The largest unit that is reached, for people: `45 s`, `12 min`, `3 h`, `2 d`.
    package var roughText: String {
        let seconds = wholeSeconds
        return switch seconds {
        case ..<120: "\(max(0, seconds)) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    private static let unitSeconds: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    /// A hundred years: no wait, window or age is longer.
    private static let longestSeconds = 100 * 366 * 86_400
}
