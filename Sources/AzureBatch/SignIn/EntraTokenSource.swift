import Catalog
import Foundation

/// Tokens of Microsoft Entra ID for an application.
struct EntraTokenSource: TokenSource {
    /// Without a trailing slash.
    let authority: String
    let tenant: String
    let clientID: String
    let audience: String
    let proof: ClientProof
    let calls: TokenCalls

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        guard SafeURL.takesCredentials(authority) else {
            throw .signIn(
                "the authority is neither https nor on this machine", "check 'authority', or AZURE_AUTHORITY_HOST")
        }
        let url = "\(authority)/\(tenant)/oauth2/v2.0/token"
        let issued = calls.now()
        let proving = try await proof.fields(clientID: clientID, tokenURL: url, now: issued)
        var form = [
            ("client_id", clientID), ("grant_type", "client_credentials"), ("scope", "\(audience)/.default"),
        ]
        form += proving
        if let claims { form.append(("claims", claims)) }
        let answer = try await calls.post(url, form: form)
        return try TokenAnswer.token(
            answer, issued: issued, now: calls.now(), secrets: proving.suffix(1).map(\.1)
        ) { SignInRemedy.of($0, tenant: tenant, clientID: clientID, proof: proof.description) }
    }
}
