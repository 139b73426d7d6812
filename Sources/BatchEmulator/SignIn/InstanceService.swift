/// The platform's own service for tokens: the Instance Metadata Service, by another version the Arc agent, and by another
/// path App Service.
struct InstanceService {
    let settings: SignInSettings

    static let path = "/metadata/identity/oauth2/token"
    static let appServicePath = "/msi/token"
    static let arcVersion = "2020-06-01"
    private static let versions = ["2018-02-01", "2019-08-01", "2021-02-01", arcVersion]

    /// For whom a good request is given a token, and whose it is.
    func grant(_ request: SignInRequest) throws(TokenEndpoint.Refusal) -> (audience: String, clientID: String) {
        func refused(_ text: String, status: Int = 400) -> TokenEndpoint.Refusal {
            .init(status, "invalid_request", nil, text)
        }
        let isApp = request.path == Self.appServicePath
        let isAllowed =
            isApp
            ? request.headers["x-identity-header"] == settings.identityHeader
            : request.headers["metadata"]?.lowercased() == "true" && request.headers["x-forwarded-for"] == nil
        guard isAllowed else {
            throw isApp
                ? refused("The header X-IDENTITY-HEADER is missing or wrong", status: 401)
                : refused("Required metadata header not specified")
        }
        let query = request.query
        guard let version = query["api-version"], isApp ? version == "2019-08-01" : Self.versions.contains(version)
        else {
            throw refused("Required query variable 'api-version' is missing or wrong")
        }
        guard let resource = query["resource"], !resource.isEmpty else {
            throw refused("Required query variable 'resource' is missing")
        }
        let names = ["client_id", "object_id", isApp ? "principal_id" : "msi_res_id", "mi_res_id"]
        let asked = names.filter { query[$0] != nil }
        guard asked.count <= 1 else { throw refused("Multiple user assigned identities were asked for") }
        if let name = asked.first, !settings.ignoresSelection {
            let value = query[name]
            let known = settings.userAssigned.first {
                switch name {
                case "client_id": value == $0.clientID
                case "object_id", "principal_id": value == $0.objectID
                default: value == $0.resourceID
                }
            }
            guard let known, version != Self.arcVersion else { throw refused("Identity not found") }
            return (resource, known.clientID)
        }
        guard settings.systemAssigned else { throw refused("Identity not found") }
        return (resource, settings.machineClientID)
    }
}
