/// The machine's own service for tokens: the Instance Metadata Service, and by another version the Arc agent.
struct InstanceService {
    let settings: SignInSettings

    static let path = "/metadata/identity/oauth2/token"
    static let arcVersion = "2020-06-01"
    private static let versions = ["2018-02-01", "2019-08-01", "2021-02-01", arcVersion]

    /// - Returns: whom the token is for.
    func check(_ request: SignInRequest) -> Result<String, TokenEndpoint.Refusal> {
        func refused(_ text: String) -> Result<String, TokenEndpoint.Refusal> {
            .failure(.init(400, "invalid_request", nil, text))
        }
        guard request.headers["metadata"]?.lowercased() == "true", request.headers["x-forwarded-for"] == nil else {
            return refused("Required metadata header not specified")
        }
        let query = request.query
        guard let version = query["api-version"], Self.versions.contains(version) else {
            return refused("Required query variable 'api-version' is missing or wrong")
        }
        guard let resource = query["resource"], !resource.isEmpty else {
            return refused("Required query variable 'resource' is missing")
        }
        let names = ["client_id", "object_id", "msi_res_id", "mi_res_id"]
        let asked = names.filter { query[$0] != nil }
        guard asked.count <= 1 else { return refused("Multiple user assigned identities were asked for") }
        if let name = asked.first {
            let value = query[name]
            let isKnown = settings.userAssigned.contains {
                value == (name == "client_id" ? $0.clientID : name == "object_id" ? $0.objectID : $0.resourceID)
            }
            guard isKnown, version != Self.arcVersion else { return refused("Identity not found") }
        } else if !settings.systemAssigned {
            return refused("Identity not found")
        }
        return .success(resource)
    }
}
