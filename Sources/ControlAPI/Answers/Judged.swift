package import Catalog

/// What was found of a use: the members that a verdict and a finding of a file have in common.
package struct Judged: JSONObject {
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

    /// Absent where nothing was judged.
    package var verdict: Word<Verdict>?
    package var level = Word(Verdict.Level.unknown)
    /// All that hold, the worst first.
    package var reasons: [String]?
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

    init(_ assessment: Assessment) {
        let judgement = assessment.judgement
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
}
