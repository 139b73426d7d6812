import Catalog
import ControlAPI
import PoolDefinitions

/// A verdict on a use that was found: an element of what `check -o json` prints.
@dynamicMemberLookup
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
    /// Without a verdict for a rule that holds no longer.
    var judged = Judged()
    var ignored: Ignored?

    subscript<Value>(dynamicMember member: WritableKeyPath<Judged, Value>) -> Value {
        get { judged[keyPath: member] }
        set { judged[keyPath: member] = newValue }
    }

    mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("path", &path)
        try members.member("line", &line)
        try members.member("pool", &pool)
        try members.member("form", &form)
        try members.member("accounts", &accounts)
        try members.member("image", &image)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try judged.members(&members)
        try members.member("ignored", &ignored)
    }

    /// What it is called where findings have rules: its verdict, or that an ignore rule holds no longer.
    var rule: String { self.verdict?.known?.rawValue ?? Self.expiredIgnore }

    static let expiredIgnore = "expired-ignore"

    /// Where it is, for people.
    var place: String {
        guard let path else { return [accounts?.first, pool].compactMap(\.self).joined(separator: "/") }
        return line.map { "\(path):\($0)" } ?? path
    }

    /// What to do about it.
    var remedy: String? {
        let move = self.suggestion.map { "move to \($0.image) under \($0.nodeAgentSKUId)" }
        switch self.verdict?.known {
        case .retired: return "give the pool a virtualMachineConfiguration"
        case .wrongAgent:
            return self.agents.map { "set the node agent SKU to \($0.joined(separator: " or "))" }
        case .neverListed:
            let names = self.nearest.flatMap {
                $0.isEmpty ? nil : "listed with nearly that name: \($0.joined(separator: ", "))"
            }
            return names.map { names in move.map { "\(names); or \($0)" } ?? names } ?? move
        case .unknown where nodeAgentSKUId?.hasPrefix("[") ?? false || image?.contains("[") ?? false:
            return "give the template's values with --parameters"
        case .ok, .unknown: return nil
        default: return move
        }
    }

    /// What is the matter, where it does not follow from the place, and what to do about it.
    var sentence: String {
        let pool = path == nil ? nil : pool.map { "pool \($0)" }
        let others = accounts.map { $0.count > 5 ? $0.prefix(4) + ["\($0.count - 4) more"] : $0[...] }
        let where_ = [pool, others.map { "in \($0.joined(separator: ", "))" }].compactMap(\.self)
        return where_.isEmpty ? self.message : "\(self.message) (\(where_.joined(separator: "; ")))"
    }
}

extension CheckFinding {
    init(_ found: FoundUse, _ answer: VerdictAnswer) {
        self.init(
            path: found.path, line: found.line, pool: found.pool, form: found.form,
            accounts: answer.accounts.isEmpty ? nil : answer.accounts, image: found.use.image,
            nodeAgentSKUId: found.use.nodeAgentSKUId, judged: answer.judged)
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
        (self.use, account, pool, form) = (use.use, nil, use.pool, use.form.rawValue)
        (self.path, line) = (path, use.line)
    }

    /// A live pool.
    init(_ pool: PoolAnswer) {
        let isOfCloud = pool.imageReference == nil && pool.reasons.contains(Verdict.retired.rawValue)
        let subject: ImageUse.Subject =
            isOfCloud ? .cloudServices : pool.imageReference.map { .image($0) } ?? .untold("")
        use = ImageUse(
            subject, agent: pool.nodeAgentSKUId.map { .named($0) } ?? .unsaid, hasContainers: pool.containers)
        (account, self.pool, form) = (pool.account, pool.pool, "live")
        (path, line) = (nil, nil)
    }
}
