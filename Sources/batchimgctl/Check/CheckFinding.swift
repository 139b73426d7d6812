import Catalog
import ControlAPI
import PoolDefinitions

/// A verdict on a use that was found: an element of what `check -o json` prints.
struct CheckFinding: JSONObject {
    /// Why a finding does not count.
    struct Ignored: JSONObject {
        /// The last day on which it does not.
        var until = ""
        var reason = ""

        mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("until", &until)
            try members.member("reason", &reason)
        }
    }

    /// The file, as it was named; absent for a live pool.
    var path: String?
    /// From 1.
    var line: Int?
    var pool: String?
    var form: String?
    /// Those that agree on it; absent where a listing is of none.
    var accounts: [String]?
    var image: String?
    var nodeAgentSKUId: String?
    /// Absent for a rule that holds no longer.
    var verdict: Word<Verdict>?
    var level = Word(Verdict.Level.unknown)
    var reasons: [String]?
    var endOfLife: String?
    var daysLeft: Int?
    var agents: [String]?
    var nearest: [String]?
    var suggestion: VerdictAnswer.Suggestion?
    var message = ""
    var ignored: Ignored?

    init() {}

    mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("path", &path)
        try members.member("line", &line)
        try members.member("pool", &pool)
        try members.member("form", &form)
        try members.member("accounts", &accounts)
        try members.member("image", &image)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("verdict", &verdict)
        try members.member("level", &level)
        try members.member("reasons", &reasons)
        try members.member("endOfLife", &endOfLife)
        try members.member("daysLeft", &daysLeft)
        try members.member("agents", &agents)
        try members.member("nearest", &nearest)
        try members.member("suggestion", &suggestion)
        try members.member("message", &message)
        try members.member("ignored", &ignored)
    }

    init(_ found: FoundUse, _ answer: VerdictAnswer) {
        path = found.path
        line = found.line
        pool = found.pool
        form = found.form
        accounts = answer.accounts.isEmpty ? nil : answer.accounts
        image = found.use.image
        nodeAgentSKUId = found.use.nodeAgentSKUId
        verdict = answer.verdict
        level = answer.level
        reasons = answer.reasons
        endOfLife = answer.endOfLife
        daysLeft = answer.daysLeft
        agents = answer.agents
        nearest = answer.nearest
        suggestion = answer.suggestion
        message = answer.message
    }

    /// Where it is, for people.
    var place: String {
        guard let path else { return [accounts?.first, pool].compactMap(\.self).joined(separator: "/") }
        return line.map { "\(path):\($0)" } ?? path
    }

    /// What to do about it.
    var remedy: String? {
        switch verdict?.known {
        case .retired: return "give the pool a virtualMachineConfiguration"
        case .wrongAgent:
            return agents.map { "set the node agent SKU to \($0.joined(separator: " or "))" }
        case .neverListed where !(nearest ?? []).isEmpty:
            return nearest.map { "listed with nearly that name: \($0.joined(separator: ", "))" }
        case .unknown where nodeAgentSKUId?.hasPrefix("[") ?? false || image?.contains("[") ?? false:
            return "give the template's values with --parameters"
        case .ok, .unknown: return nil
        default: return suggestion.map { "move to \($0.image) under \($0.nodeAgentSKUId)" }
        }
    }

    /// What is the matter, where it does not follow from the place, and what to do about it.
    var sentence: String {
        let pool = path == nil ? nil : pool.map { "pool \($0)" }
        let others = accounts.map { $0.count > 5 ? $0.prefix(4) + ["\($0.count - 4) more"] : $0[...] }
        let where_ = [pool, others.map { "in \($0.joined(separator: ", "))" }].compactMap(\.self)
        return where_.isEmpty ? message : "\(message) (\(where_.joined(separator: "; ")))"
    }
}

/// A use that is to be judged, and where it was found.
struct FoundUse {
    let use: ImageUse
    /// The only account in question, of a live pool.
    let account: String?
    let path: String?
    let line: Int?
    let pool: String?
    let form: String

    init(_ use: DefinitionUse, path: String) {
        self.use = use.use
        account = nil
        self.path = path
        line = use.line
        pool = use.pool
        form = use.form.rawValue
    }

    /// A live pool.
    init(_ pool: PoolAnswer) {
        let isOfCloud = pool.imageReference == nil && pool.reasons.contains(Verdict.retired.rawValue)
        let subject: ImageUse.Subject =
            isOfCloud ? .cloudServices : pool.imageReference.map { .image($0) } ?? .untold("")
        use = ImageUse(
            subject, agent: pool.nodeAgentSKUId.map { .named($0) } ?? .unsaid, hasContainers: pool.containers)
        account = pool.account
        (path, line) = (nil, nil)
        self.pool = pool.pool
        form = "live"
    }
}
