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
