package import Catalog

/// One thing that was looked at: well, or a finding with its remedy. An element of `POST /v1/doctor`.
package struct CheckAnswer: ListElement {
    package static let list = "checks"
    package static let path = "/v1/doctor"

    /// The account that it is about; absent for the daemon and its file.
    package var account: String?
    package var check = ""
    package var ok = false
    package var message = ""
    /// What to do about it; absent when all is well.
    package var remedy: String?

    package init() {}

    package static func finding(
        _ check: String, account: String? = nil, _ message: String, _ remedy: String
    ) -> CheckAnswer {
        var answer = well(check, account: account, message)
        (answer.ok, answer.remedy) = (false, remedy)
        return answer
    }

    package static func well(_ check: String, account: String? = nil, _ message: String) -> CheckAnswer {
        var answer = CheckAnswer()
        (answer.account, answer.check, answer.ok, answer.message) = (account, check, true, message)
        return answer
    }

    /// What to do when an account's pools may not be listed.
    package static let poolsRemedy =
        "give the identity the permission Microsoft.Batch/batchAccounts/pools/read: az role assignment create "
        + "--role Reader --assignee ID --scope THE_BATCH_ACCOUNT; or \(leavingPools), and none is told to be at risk"
    package static let leavingPools = "set pools = false for the account: its pools are then not listed"

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("check", &check)
        try members.member("ok", &ok)
        try members.member("message", &message)
        try members.member("remedy", &remedy)
    }

    package var isComplete: Bool { !check.isEmpty }
}
