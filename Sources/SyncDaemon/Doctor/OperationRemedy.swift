import AzureBatch
import ControlAPI

/// What to do when the service does not list the images, or the pools.
enum OperationRemedy {
    /// Images were listed with the same credential.
    static func ofPools(_ error: UpstreamError, _ account: AccountSettings) -> String {
        guard error.status == 403, case .token = account.auth else { return of(error, account) }
        return CheckAnswer.poolsRemedy
    }

    static func of(_ error: UpstreamError, _ account: AccountSettings) -> String {
        let signsByKey = if case .sharedKey = account.auth { true } else { false }
        switch (error.status, error.code) {
        case (_, "AccountIsDisabled"): return "enable the Batch account"
        case (401, _), (403, "AuthenticationFailed"):
            return signsByKey
                ? "check the key, 'account', and this machine's clock; shared keys must be allowed on the account"
                : "check 'tenant', 'cloud' and 'endpoint': the account takes tokens of its own tenant only"
        case (403, _):
            return signsByKey
                ? "allow shared keys, and this machine's address, in the account's settings (networking)"
                : "give the identity reader rights: az role assignment create --role Reader --assignee ID "
                    + "--scope THE_BATCH_ACCOUNT; if it has them, allow this machine's address (networking)"
        case (404, _): return "check 'endpoint': it is the account's accountEndpoint"
        case (400, _): return "check 'api_version' and 'filter'"
        case (.some(500...), _), (429, _): return "try again later, and see the status of Azure in the region"
        default: return error.remedy ?? "check 'endpoint', the network, its firewall, 'proxy' and https_proxy"
        }
    }
}
