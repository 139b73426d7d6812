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
    package init(use: Int, accounts: [String], _ assessment: Assessment) {
        self.init()
        (self.use, self.accounts, judged) = (use, accounts, Judged(assessment))
    }

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
        var order: [Ground] = []
        var agreeing: [Ground: [AccountOffer]] = [:]
        for account in accounts {
            let facts = account.offer.facts(of: use)
            let ground = Ground(
                judgement: Judgement(use, facts: facts, on: day, window: window), agents: facts.agents)
            if agreeing[ground] == nil { order.append(ground) }
            agreeing[ground, default: []].append(account)
        }
        return order.compactMap { ground in
            agreeing[ground].flatMap { accounts in
                accounts.first.map { first in
                    VerdictAnswer(
                        use: index, accounts: accounts.map(\.name).filter { !$0.isEmpty },
                        Assessment(use, in: first, on: day, window: window))
                }
            }
        }
    }
}
