/// What to do about an error of Microsoft Entra ID, by its code.
enum SignInRemedy {
    /// - Parameter proof: where the secret, certificate or assertion is kept.
    static func of(_ code: String, tenant: String, clientID: String, proof: String) -> String? {
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
