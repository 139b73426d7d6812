package import Catalog

/// What became of the end of life of one image, by its name, over all the accounts that list it. They are told of a new
/// date at different times: the soonest of their dates is the one that counts, so that a date moves once.
package struct DateStory: Sendable {
    /// How it stands with the date.
    package enum Standing: Sendable {
        case holds
        /// The image is listed without one.
        case takenBack
        /// The image went before its date.
        case gone
    }

    private struct Place: Hashable {
        let account: Int64
        let identity: Int64
    }

    private var listed: [Place: UTCTime?] = [:]
    /// How many places have each date.
    private var dates: [UTCTime: Int] = [:]
    /// Of accounts that ever had a date.
    private var dated: Set<Int64> = []
    /// The last statement that was taken in and not yet weighed.
    private var last: DateStatement?
    /// Whether no account shows it any more, through no doing of the service's.
    private var isOutOfSight = false

    /// The one that holds, or held last; `nil` when there never was one.
    package private(set) var date: UTCTime?
    package private(set) var standing = Standing.holds
    /// How often it moved, was taken back or came back.
    package private(set) var moves = 0
    /// When it did so last, or came first.
    package private(set) var since = UTCTime(seconds: 0)

    package init() {}

    /// Takes in the next statement, in the order of time.
    package mutating func take(_ statement: DateStatement) {
        if let last, !isWhole(last, statement) { weigh() }
        last = statement
        if let former = statement.former { remove(Place(account: statement.account, identity: former)) }
        let place = Place(account: statement.account, identity: statement.identity)
        remove(place)
        guard statement.isListed else { return }
        listed[place] = .some(statement.endOfLife)
        guard let date = statement.endOfLife else { return }
        dates[date, default: 0] += 1
        dated.insert(statement.account)
    }

    /// Whether two statements count as one: all of a first listing; and of one name, what went under one node agent and
    /// came under others, which a sync records in this order.
    private func isWhole(_ last: DateStatement, _ next: DateStatement) -> Bool {
        last.account == next.account && last.at == next.at && (last.seq == next.seq || !last.isListed)
    }

    private mutating func remove(_ place: Place) {
        guard let date = listed.removeValue(forKey: place).flatMap(\.self), let count = dates[date] else { return }
        dates[date] = count > 1 ? count - 1 : nil
    }

    /// Compares what holds after the last statement with what held before.
    private mutating func weigh() {
        guard let statement = last else { return }
        last = nil
        isOutOfSight = listed.isEmpty && (statement.isByScope || isOutOfSight)
        if let soonest = dates.keys.min() {
            if date == nil {
                since = statement.at
            } else if date != soonest || standing != .holds {
                move(at: statement.at)
            }
            (date, standing) = (soonest, .holds)
        } else if let date, standing == .holds, !isOutOfSight {
            // What went after its date has come to its end.
            if listed.isEmpty, date.day <= statement.at.day { return }
            standing = listed.isEmpty ? .gone : .takenBack
            move(at: statement.at)
        }
    }

    private mutating func move(at time: UTCTime) {
        moves += 1
        since = time
    }

    /// How it stands in the end, for some of the accounts.
    package struct Outcome: Sendable {
        package var date: UTCTime
        package var standing: Standing
        /// That have the date, or had one.
        package var accounts: Set<Int64>
        /// The identities under which it has the date; none when nobody lists it.
        package var identities: Set<Int64> = []
        /// Those that list the image with another date.
        package var others: [UTCTime: Set<Int64>] = [:]
    }

    /// - Returns: `nil` when the accounts have no date to show.
    package mutating func outcome(in accounts: Set<Int64>) -> Outcome? {
        weigh()
        guard let last = date, !isOutOfSight else { return nil }
        let own = listed.filter { accounts.contains($0.key.account) }
        let byDate = Dictionary(grouping: own.keys) { own[$0].flatMap(\.self) }
        guard let soonest = byDate.keys.compactMap(\.self).min() else {
            // Held by an account that is not asked about.
            guard dates.isEmpty, !dated.isDisjoint(with: accounts) else { return nil }
            return Outcome(
                date: last, standing: standing, accounts: dated.intersection(accounts),
                identities: Set(own.keys.map(\.identity)))
        }
        let holders = byDate[soonest] ?? []
        var outcome = Outcome(
            date: soonest, standing: .holds, accounts: Set(holders.map(\.account)),
            identities: Set(holders.map(\.identity)))
        for (date, places) in byDate {
            if let date, date != soonest { outcome.others[date] = Set(places.map(\.account)) }
        }
        return outcome
    }
}
