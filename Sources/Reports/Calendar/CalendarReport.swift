import Catalog

/// The ends of life of images as a calendar (RFC 5545): one event for each image that has a date.
package struct CalendarReport {
    private let events: [CalendarEvent]

    package init(_ events: [CalendarEvent]) { self.events = events }

    private static let head = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//batchimgd//batchimgd \(Batchimgd.version)//EN",
        "CALSCALE:GREGORIAN", "NAME:Azure Batch images", "X-WR-CALNAME:Azure Batch images",
        "X-WR-CALDESC:When the images that Azure Batch lists reach their end of life",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
    ]

    /// A calendar has at least one component (section 3.6); this one says nothing.
    private static let nothing = [
        "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
    ]

    package var bytes: [UInt8] {
        let shown = events.sorted { ($0.date, $0.name) < ($1.date, $1.name) }.flatMap(\.lines)
        var bytes: [UInt8] = []
        for line in Self.head + (events.isEmpty ? Self.nothing : shown) + ["END:VCALENDAR"] {
            ContentLine.write(line, to: &bytes)
        }
        return bytes
    }
}
