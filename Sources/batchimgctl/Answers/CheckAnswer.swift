import Catalog

/// One thing that was looked at: well, or a finding with its remedy.
struct CheckAnswer: Decodable {
    /// The account that it is about; `nil` for the daemon and its file.
    var account: String?
    let check: String
    let ok: Bool
    let message: String
    var remedy: String?

    static func finding(_ check: String, account: String? = nil, _ message: String, _ remedy: String) -> CheckAnswer {
        CheckAnswer(account: account, check: check, ok: false, message: message, remedy: remedy)
    }

    static func well(_ check: String, account: String? = nil, _ message: String) -> CheckAnswer {
        CheckAnswer(account: account, check: check, ok: true, message: message)
    }
}

/// `POST /v1/doctor`.
struct ChecksAnswer: Decodable {
    let checks: [CheckAnswer]
}

extension JSONWriter {
    mutating func checks(_ checks: [CheckAnswer]) {
        object {
            $0.key("checks")
            $0.array {
                for check in checks {
                    $0.object {
                        $0.member("account", check.account)
                        $0.member("check", check.check)
                        $0.member("ok", check.ok)
                        $0.member("message", check.message)
                        $0.member("remedy", check.remedy)
                    }
                }
            }
        }
        endLine()
    }
}
