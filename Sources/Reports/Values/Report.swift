import Catalog

/// What a report of the images shows, whatever it is written as: plain values, in the order in which they are shown.
package struct Report: Sendable {
    /// The day for which it holds, in whole days since 1970 (UTC).
    package var day: Int
    /// Days before an end of life in which it counts as ending.
    package var window: Int
    /// Whether only images that live pools use are shown.
    package var onlyUsed: Bool
    /// Those that the report speaks of, by name.
    package var accounts: [ReportAccount]
    /// Live pools at risk, the worst first, as many as are shown.
    package var pools: [ReportPool]
    package var poolsAtRisk: Int
    /// All live pools that are known.
    package var poolsListed: Int
    /// What is listed, and what went in the last year.
    package var images: [ReportImage]
    /// The newest day first.
    package var days: [ReportDay]

    package init(
        day: Int, window: Int, onlyUsed: Bool, accounts: [ReportAccount], pools: [ReportPool], poolsAtRisk: Int,
        poolsListed: Int, images: [ReportImage], days: [ReportDay]
    ) {
        (self.day, self.window, self.onlyUsed, self.accounts) = (day, window, onlyUsed, accounts)
        (self.pools, self.poolsAtRisk, self.poolsListed) = (pools, poolsAtRisk, poolsListed)
        (self.images, self.days) = (images, days)
    }

    var today: UTCTime { UTCTime(day: day) }

    /// Whether any account has a listing.
    var hasData: Bool { accounts.contains { $0.lastSuccess != nil } }

    /// The images that are listed and have a date within the window, or behind it, the soonest first: each once for every
    /// date that accounts have.
    var ending: [ReportImage] { dated.filter { ($0.daysLeft(on: day) ?? .max) <= window } }

    /// Those whose date lies further away.
    var endingLater: [ReportImage] { dated.filter { ($0.daysLeft(on: day) ?? .min) > window } }

    private var dated: [ReportImage] {
        images.filter(\.isListed).flatMap(\.byDate).sorted { left, right in
            (left.endOfLife?.seconds ?? .max, left.name) < (right.endOfLife?.seconds ?? .max, right.name)
        }
    }
}
