import Catalog

/// What one check of one account came to.
struct Finding: Sendable {
    enum Check: String, Sendable, CaseIterable {
        case endpoint, tls, clock, signIn = "sign-in", operation, apiVersion = "api-version", certificate
    }

    let account: String
    let check: Check
    /// What is well, or what is not; without secrets.
    let message: String
    /// What to do about it; `nil` when all is well.
    let remedy: String?

    var isWell: Bool { remedy == nil }
}

extension JSONWriter {
    mutating func check(_ finding: Finding) {
        object {
            $0.member("account", finding.account)
            $0.member("check", finding.check.rawValue)
            $0.member("ok", finding.isWell)
            $0.member("message", finding.message)
            $0.member("remedy", finding.remedy)
        }
    }
}
