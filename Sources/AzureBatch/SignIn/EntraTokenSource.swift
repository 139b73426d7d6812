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
        let answer = try await calls.send(url, form: form)
        return try TokenAnswer.token(
            answer, issued: issued, now: calls.now(), secrets: proving.suffix(1).map(\.1), remedies: remedy)
    }

    /// What to do about an error, by its code.
    private func remedy(_ code: String) -> String? {
        switch code {
        case "AADSTS7000215", "AADSTS7000218":
            "put the secret's value (not its ID) into \(proof)"
        case "AADSTS7000222":
            "the secret has expired: make a new one for the application and put its value into \(proof)"
        case "AADSTS700027", "AADSTS7000221":
            "upload the certificate of \(proof) to the application '\(clientID)', or put the one it has there; "
                + "for trust by subject name and issuer set send_chain = true and add the issuers"
        case "AADSTS700024", "AADSTS50013":
            "the assertion is too old or too new: set this machine's clock (timedatectl), or renew \(proof)"
        case "AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213", "AADSTS7002121", "AADSTS700223":
            "add a federated credential for the issuer, subject and audience of \(proof) to '\(clientID)'"
        case "AADSTS90002", "AADSTS900023", "AADSTS900021", "AADSTS50059":
            "check 'tenant' ('\(tenant)'), and 'cloud'"
        case "AADSTS700016":
            "check 'client_id' ('\(clientID)') and 'tenant' ('\(tenant)')"
        case "AADSTS7000229":
            "the tenant lacks a service principal for '\(clientID)': az ad sp create --id \(clientID)"
        case "AADSTS7000112":
            "the application '\(clientID)' is disabled: enable it"
        case "AADSTS500011", "AADSTS500014":
            "the tenant does not know the Batch service: check 'cloud', or register Microsoft.Batch"
        case "AADSTS53003", "AADSTS530003", "AADSTS53000":
            "a conditional access policy of the tenant forbids it: exempt '\(clientID)'"
        default: nil
        }
    }
}
