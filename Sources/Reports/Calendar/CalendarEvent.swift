package import Catalog

/// The end of life of an image, as a calendar shows it.
package struct CalendarEvent: Sendable {
    package var name: ImageName
    /// As it is shown.
    package var image: String
    package var agents: [String]
    package var date: UTCTime
    package var standing: DateStory.Standing
    /// How often it moved, was taken back or came back.
    package var moves: Int
    /// When it did so last, or came first.
    package var since: UTCTime
    /// That have the date, or had it.
    package var accounts: AccountNames
    /// Other dates, and the accounts that have them.
    package var others: [(date: UTCTime, accounts: AccountNames)]
    /// Live pools that use it, as `account/pool`.
    package var pools: [String]

    package init(
        name: ImageName, image: String, agents: [String], date: UTCTime, standing: DateStory.Standing, moves: Int,
        since: UTCTime, accounts: AccountNames, others: [(date: UTCTime, accounts: AccountNames)], pools: [String]
    ) {
        (self.name, self.image, self.agents) = (name, image, agents)
        (self.date, self.standing, self.moves, self.since) = (date, standing, moves, since)
        (self.accounts, self.others, self.pools) = (accounts, others, pools)
    }

    /// Days before the date on which a calendar reminds of it.
    private static let reminders = [30, 7]
    private static let mostPools = 20

    /// Publisher and version go without saying.
    private var title: String {
        let parts = image.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 4 ? "\(parts[1]):\(parts[2])" : image
    }

    private var summary: String {
        let used = pools.isEmpty ? "" : " (used by \(Words.count(pools.count, "pool")))"
        return switch standing {
        case .holds: "Azure Batch image ends: \(title)\(used)"
        case .takenBack: "No longer ends: \(title)"
        case .gone: "Listed no more: \(title)"
        }
    }

    private var details: [String] {
        let under = agents.isEmpty ? "" : " under \(Words.list(agents))"
        var lines = ["\(image)\(under)"]
        switch standing {
        case .holds:
            lines.append(
                "End of life: \(date.dateText). Azure Batch accepts no new pools with this image then, and existing ones cannot scale out."
            )
        case .takenBack: lines.append("Its end of life, \(date.dateText), was taken back on \(since.dateText).")
        case .gone: lines.append("It went on \(since.dateText), before its end of life on \(date.dateText).")
        }
        lines.append("Accounts: \(accounts.text)")
        lines += others.map { "Otherwise in \($0.accounts.text): \($0.date.dateText)" }
        if !pools.isEmpty {
            let shown = pools.prefix(Self.mostPools)
            let more = pools.count > shown.count ? ["\(pools.count - shown.count) more"] : []
            lines.append("Live pools: \(Words.list(shown + more))")
        }
        if moves > 0, standing == .holds {
            lines.append("The date moved \(moves == 1 ? "once" : "\(moves) times"), last on \(since.dateText).")
        }
        return lines
    }

    /// Each a content line, not yet folded.
    var lines: [String] {
        let time = since.description.replacing("-", with: "").replacing(":", with: "")
        func day(_ day: Int) -> String { UTCTime(day: day).dateText.replacing("-", with: "") }
        let summary = ContentLine.escaped(summary)
        var lines = [
            "BEGIN:VEVENT", "UID:\(StableName.uid(of: name))", "DTSTAMP:\(time)", "LAST-MODIFIED:\(time)",
            "SEQUENCE:\(moves)", "STATUS:\(standing == .holds ? "CONFIRMED" : "CANCELLED")",
            "DTSTART;VALUE=DATE:\(day(date.day))", "DTEND;VALUE=DATE:\(day(date.day + 1))", "SUMMARY:\(summary)",
            "DESCRIPTION:\(details.map(ContentLine.escaped).joined(separator: "\\n"))", "CATEGORIES:Azure Batch",
            "TRANSP:TRANSPARENT",
        ]
        if standing == .holds {
            for days in Self.reminders {
                lines += [
                    "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P\(days)D", "DESCRIPTION:\(summary)", "END:VALARM",
                ]
            }
        }
        return lines + ["END:VEVENT"]
    }
}
