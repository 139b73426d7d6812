package import Catalog

/// What the service listed on one day: a complete listing, in its order.
package struct RecordedDay: Sendable {
    /// The day it was observed; its midnight in UTC.
    package let recorded: UTCTime
    /// The day it is shown as: the same, unless the history was shifted.
    package let date: UTCTime
    package let images: [Image]

    /// The fifteen days of the built-in history, 2019-06-13 to 2024-02-06.
    package static func builtIn() throws -> [RecordedDay] {
        try read(
            String(decoding: PackageResources.listings_2019_2024_tsv, as: UTF8.self), named: "the built-in history")
    }

    /// The same days with every date, observed and of an end of life, moved by one constant.
    package static func shifted(_ days: [RecordedDay], lastDay: UTCTime) -> [RecordedDay] {
        guard let last = days.last else { return days }
        let offset = lastDay.duration(since: last.date)
        return days.map { day in
            RecordedDay(
                recorded: day.recorded, date: day.date.advanced(by: offset),
                images: day.images.map { $0.withEndOfLife(movedBy: offset) })
        }
    }
}

extension Image {
    fileprivate func withEndOfLife(movedBy offset: Duration) -> Image {
        Image(
            reference: reference, nodeAgentSKUId: nodeAgentSKUId, osType: osType, verificationType: verificationType,
            capabilities: capabilities,
            endOfLife: endOfLife.flatMap { EndOfLife($0.time.advanced(by: offset).description) })
    }
}

extension RecordedDay {
    /// A history file that cannot be read.
    package struct FormatError: Error, CustomStringConvertible {
        package let description: String
    }

    private static let columns = [
        "observed", "region", "apiVersion", "publisher", "offer", "sku", "version", "nodeAgentSKUId", "osType",
        "verificationType", "batchSupportEndOfLife", "capabilities",
    ]

    /// Reads a history file: tab-separated, a header line, one row an image, the rows of a day together and the
    /// days in order; capabilities comma-separated, an empty field absent.
    ///
    /// - Parameter source: the file's name, for errors.
    /// - Throws: `FormatError` with the line and what is wrong there.
    package static func read(_ text: String, named source: String) throws -> [RecordedDay] {
        var days: [RecordedDay] = []
        var images: [Image] = []
        var current: UTCTime?
        func endDay() {
            if let current { days.append(RecordedDay(recorded: current, date: current, images: images)) }
            images = []
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            func fail(_ problem: String) -> FormatError {
                FormatError(description: "cannot read \(source), line \(index + 1): \(problem)")
            }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if index == 0 {
                guard fields == columns else { throw fail("expected the columns \(columns.joined(separator: ", "))") }
                continue
            }
            if line.isEmpty { continue }
            guard fields.count == columns.count else {
                throw fail("expected \(columns.count) tab-separated fields, found \(fields.count)")
            }
            guard let date = UTCTime(date: fields[0]) else {
                throw fail("'\(fields[0])' is no date; write YYYY-MM-DD")
            }
            if date != current {
                if let current, date < current { throw fail("\(fields[0]) stands after \(current.dateText)") }
                endDay()
                current = date
            }
            guard let image = image(fields) else { throw fail("'\(fields[10])' is no RFC 3339 date-time") }
            images.append(image)
        }
        endDay()
        guard !days.isEmpty else { throw FormatError(description: "cannot use \(source): it has no rows") }
        return days
    }

    private static func image(_ fields: [String]) -> Image? {
        func optional(_ field: String) -> String? { field.isEmpty ? nil : field }
        let endOfLife = EndOfLife(fields[10])
        guard fields[10].isEmpty || endOfLife != nil else { return nil }
        return Image(
            reference: ImageReference(
                publisher: optional(fields[3]), offer: optional(fields[4]), sku: optional(fields[5]),
                version: optional(fields[6])),
            nodeAgentSKUId: fields[7], osType: fields[8], verificationType: fields[9],
            capabilities: optional(fields[11])?.split(separator: ",").map(String.init), endOfLife: endOfLife)
    }
}
