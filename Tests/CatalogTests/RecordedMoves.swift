import Catalog
import RecordedListings

/// What the service listed on the recorded days, and what had to be left.
struct RecordedMoves: Sendable {
    let days: [RecordedDay]

    /// Read once for all tests.
    static let all = Result { RecordedMoves(days: try RecordedDay.builtIn()) }

    /// An image that had to be left on a day.
    struct Departure {
        enum Reason: String {
            case gone, ended
        }

        let day: RecordedDay
        let reason: Reason
        /// As it was listed last.
        let image: Image
    }

    /// Every image that vanished, or whose end of life had passed while it was listed, on the first day that shows it.
    var departures: [Departure] {
        var departures: [Departure] = []
        var ended: Set<ImageIdentity> = []
        for (before, day) in zip(days, days.dropFirst()) {
            let listed = Set(day.images.map(\.name))
            let gone = before.images.filter { !listed.contains($0.name) && !ended.contains($0.identity) }
            departures += gone.map { Departure(day: day, reason: .gone, image: $0) }
            for image in day.images where image.endOfLife.map({ $0.time.day < day.date.day }) ?? false {
                if ended.insert(image.identity).inserted {
                    departures.append(Departure(day: day, reason: .ended, image: image))
                }
            }
        }
        return departures
    }

    /// A day, by its date.
    func day(_ date: String) -> RecordedDay? { days.first { $0.date.dateText == date } }

    /// An image as it was listed last until a day.
    func image(_ name: String, until day: RecordedDay) -> Image? {
        let until = days.filter { $0.date <= day.date }.flatMap(\.images)
        return until.last { $0.reference.text == "\(name):latest" }
    }

    /// What would have been suggested on a day.
    static func suggestions(for image: Image, among listed: [Image], on day: RecordedDay, limit: Int = 5)
        -> [Suggestion]
    {
        Alternatives(listed, account: "a")
            .suggestions(for: image, on: day.date, window: LifecycleState.defaultWindow, limit: limit)
    }
}

extension Suggestion {
    /// `publisher:offer:sku`.
    var name: String { String(image.reference.text.dropLast(":latest".count)) }
}

extension Image {
    /// As it is, or would be, when the service had verified it.
    var verified: Image {
        Image(
            reference: reference, nodeAgentSKUId: nodeAgentSKUId, osType: osType, verificationType: "verified",
            capabilities: capabilities, endOfLife: endOfLife)
    }
}
