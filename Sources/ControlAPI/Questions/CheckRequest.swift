package import Catalog

/// The body of `POST /v1/check`: uses of images that are to be judged.
package struct CheckRequest: JSONObject {
    /// Empty: every configured account.
    package var accounts: [String] = []
    /// A duration such as `180d`.
    package var within = "\(LifecycleState.defaultWindow)d"
    package var uses: [Use] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("accounts", &accounts)
        try members.member("within", &within)
        try members.member("uses", &uses)
    }

    package var isComplete: Bool { !uses.isEmpty && window != nil }

    /// Days.
    package var window: Int? { Duration(text: within)?.daysRoundedUp }

    /// One use, as it is asked about.
    package struct Use: JSONObject, Hashable {
        /// The only account in question; absent: those of the request.
        package var account: String?
        package var imageReference: ImageReference?
        /// In place of a reference: an image that cannot be told, as it is written.
        package var imageExpression: String?
        package var nodeAgentSKUId: String?
        /// In place of a node agent: one that cannot be told, as it is written.
        package var nodeAgentSKUIdExpression: String?
        package var containers = false
        package var cloudServices = false
        package var takesUnverified = false

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("account", &account)
            try members.member("imageReference", &imageReference)
            try members.member("imageExpression", &imageExpression)
            try members.member("nodeAgentSKUId", &nodeAgentSKUId)
            try members.member("nodeAgentSKUIdExpression", &nodeAgentSKUIdExpression)
            try members.member("containers", &containers)
            try members.member("cloudServices", &cloudServices)
            try members.member("takesUnverified", &takesUnverified)
        }

        package init(_ use: ImageUse, account: String? = nil) {
            self.account = account
            switch use.subject {
            case .image(let reference): imageReference = reference
            case .untold(let text): imageExpression = text
            case .cloudServices: cloudServices = true
            case .agentAlone: break
            }
            switch use.agent {
            case .named(let agent): nodeAgentSKUId = agent
            case .untold(let text): nodeAgentSKUIdExpression = text
            case .unsaid: break
            }
            (containers, takesUnverified) = (use.hasContainers, use.takesUnverified)
        }

        package var use: ImageUse {
            let image = imageExpression.map(ImageUse.Subject.untold) ?? imageReference.map(ImageUse.Subject.image)
            let subject = cloudServices ? .cloudServices : image ?? .agentAlone
            let named: ImageUse.Agent = nodeAgentSKUId.map { $0.isEmpty ? .unsaid : .named($0) } ?? .unsaid
            let agent = nodeAgentSKUIdExpression.map(ImageUse.Agent.untold) ?? named
            return ImageUse(subject, agent: agent, hasContainers: containers, takesUnverified: takesUnverified)
        }
    }
}
