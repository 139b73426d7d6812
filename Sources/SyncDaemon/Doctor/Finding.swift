import ControlAPI

/// What one check of one account came to.
struct Finding: Sendable {
    enum Check: String, Sendable, CaseIterable {
        case endpoint, tls, clock, signIn = "sign-in", operation, pools, apiVersion = "api-version", certificate
    }

    let account: String
    let check: Check
    /// What is well, or what is not; without secrets.
    let message: String
    /// What to do about it; `nil` when all is well.
    let remedy: String?

    var isWell: Bool { remedy == nil }
}

extension CheckAnswer {
    init(_ finding: Finding) {
        self.init()
        account = finding.account
        check = finding.check.rawValue
        ok = finding.isWell
        message = finding.message
        remedy = finding.remedy
    }
}
