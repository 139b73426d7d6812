package import Catalog

/// A live pool that is at risk.
package struct ReportPool: Sendable {
    package var account: String
    package var pool: String
    package var verdict: Verdict
    /// As it is shown; `nil` when it has none that can be told.
    package var image: String?
    package var nodeAgentSKUId: String?
    package var nodes: Int?
    package var endOfLife: UTCTime?
    package var daysLeft: Int?
    /// What to move to; `nil` when nothing can be suggested.
    package var suggestion: Move?

    /// An image and its node agent, as they are shown.
    package struct Move: Sendable {
        package var image: String
        package var nodeAgentSKUId: String

        package init(image: String, nodeAgentSKUId: String) {
            (self.image, self.nodeAgentSKUId) = (image, nodeAgentSKUId)
        }
    }

    package init(
        account: String, pool: String, verdict: Verdict, image: String?, nodeAgentSKUId: String?, nodes: Int?,
        endOfLife: UTCTime?, daysLeft: Int?, suggestion: Move?
    ) {
        (self.account, self.pool, self.verdict) = (account, pool, verdict)
        (self.image, self.nodeAgentSKUId, self.nodes) = (image, nodeAgentSKUId, nodes)
        (self.endOfLife, self.daysLeft, self.suggestion) = (endOfLife, daysLeft, suggestion)
    }

    /// What is the matter, in few words.
    var matter: String {
        let days = daysLeft.map { Words.distance(days: $0) } ?? ""
        let date = endOfLife?.dateText ?? ""
        switch verdict {
        case .unknown: return "cannot be judged"
        case .retired: return "is of Cloud Services, which ended on 2024-02-29"
        case .neverListed: return "was never listed in this account"
        case .gone: return "is listed no more"
        case .wrongAgent: return "is listed, but under another node agent"
        case .ended: return "ended on \(date), \(days)"
        case .ending: return "ends on \(date), \(days)"
        case .noContainers: return "cannot run the containers that are configured"
        case .unverified: return "is listed as unverified"
        case .ok: return "is well"
        }
    }
}
