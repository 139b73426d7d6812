package import Catalog

/// A verdict of `POST /v1/check`: on one use, in the accounts that agree on it.
package struct VerdictAnswer: ListElement {
    package static let list = "verdicts"
    package static let path = "/v1/check"

    /// An image to move to.
    package struct Suggestion: JSONObject {
        package var image = ""
        package var nodeAgentSKUId = ""

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("image", &image)
            try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        }
    }

    /// The place of the use in the request, from 0.
    package var use = -1
    package var accounts: [String] = []
    package var verdict = Word(Verdict.unknown)
    package var level = Word(Verdict.Level.unknown)
    /// All that hold, the worst first.
    package var reasons: [String] = []
    package var endOfLife: String?
    /// Whole days, negative when it has passed.
    package var daysLeft: Int?
    /// The node agents under which the name is listed, where the use says another or none.
    package var agents: [String]?
    /// The names nearest to one that was never listed.
    package var nearest: [String]?
    package var suggestion: Suggestion?
    package var message = ""

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("use", &use)
        try members.member("accounts", &accounts)
        try members.member("verdict", &verdict)
        try members.member("level", &level)
        try members.member("reasons", &reasons)
        try members.member("endOfLife", &endOfLife)
        try members.member("daysLeft", &daysLeft)
        try members.member("agents", &agents)
        try members.member("nearest", &nearest)
        try members.member("suggestion", &suggestion)
        try members.member("message", &message)
    }

    package var isComplete: Bool { use >= 0 }
}

extension VerdictAnswer {
    package init(use: Int, accounts: [String], _ assessment: Assessment) {
        self.init()
        let judgement = assessment.judgement
        self.use = use
        self.accounts = accounts
        verdict = Word(judgement.verdict)
        level = Word(judgement.verdict.level)
        reasons = judgement.reasons.map(\.rawValue)
        endOfLife = judgement.endOfLife?.description
        daysLeft = judgement.daysLeft
        agents = assessment.agents
        nearest = assessment.nearest
        suggestion = assessment.suggestion.map {
            var suggestion = Suggestion()
            (suggestion.image, suggestion.nodeAgentSKUId) = ($0.image, $0.nodeAgentSKUId)
            return suggestion
        }
        message = assessment.message
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
