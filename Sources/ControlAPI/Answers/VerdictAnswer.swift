package import Catalog

/// A verdict of `POST /v1/check`: on one use, in the accounts that agree on it.
package struct VerdictAnswer: ListElement {
    package static let list = "verdicts"
    package static let path = "/v1/check"

    /// The place of the use in the request, from 0.
    package var use = -1
    package var accounts: [String] = []
    package var judged = Judged()

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("use", &use)
        try members.member("accounts", &accounts)
        try judged.members(&members)
    }

    package var isComplete: Bool { use >= 0 }
}

extension VerdictAnswer {
    /// The verdicts on a use: accounts whose verdict, dates and node agents are the same agree.
    ///
    /// - Parameter accounts: one without a name is none.
    package static func all(
        on use: ImageUse, index: Int, in accounts: [AccountOffer], on day: UTCTime, window: Int
    ) -> [VerdictAnswer] {
        struct Ground: Hashable {
            let judgement: Judgement
            let agents: [String]
        }
        var agreeing: [(first: AccountOffer, names: [String])] = []
        var places: [Ground: Int] = [:]
        for account in accounts {
            let facts = account.offer.facts(of: use)
            let judgement = Judgement(use, facts: facts, on: day, window: window)
            let ground = Ground(judgement: judgement, agents: facts.agents)
            let place = places[ground] ?? agreeing.count
            places[ground] = place
            if place == agreeing.count { agreeing.append((account, [])) }
            if !account.name.isEmpty { agreeing[place].names.append(account.name) }
        }
        return agreeing.map { first, names in
            var answer = VerdictAnswer()
            (answer.use, answer.accounts) = (index, names)
            answer.judged = Judged(Assessment(use, in: first, on: day, window: window))
            return answer
        }
    }
}
