package import Catalog

/// Dates of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
extension UTCTime {
    package var httpDate: String {
        let weekday = Self.weekdays[((day + 4) % 7 + 7) % 7]
        let date = dateText.split(separator: "-")
        let month = Self.months[(Int(date[1]) ?? 1) - 1]
        return "\(weekday), \(date[2]) \(month) \(date[0]) \(description.dropFirst(11).dropLast()) GMT"
    }

    /// Reads the three forms that there are: the one above, `Sunday, 06-Nov-94 08:49:37 GMT` (of 1970 to 2069) and
    /// `Sun Nov  6 08:49:37 1994`.
    package init?(httpDate text: String) {
        let parts = text.split { $0 == " " || $0 == "-" }.map(String.init)
        let (day, month, year, time): (String, String, String, String)
        switch parts.count {
        case 6 where parts[5] == "GMT": (day, month, year, time) = (parts[1], parts[2], parts[3], parts[4])
        case 5: (month, day, time, year) = (parts[1], parts[2], parts[3], parts[4])
        default: return nil
        }
        guard let index = Self.months.firstIndex(of: month) else { return nil }
        let century = year.utf8.count > 2 ? "" : year < "70" ? "20" : "19"
        self.init(rfc3339: "\(century)\(year)-\(Self.padded(index + 1))-\(Self.padded(day))T\(time)Z")
    }

    private static func padded(_ number: some CustomStringConvertible) -> String {
        let digits = number.description
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
