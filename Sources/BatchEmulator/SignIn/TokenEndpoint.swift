import AzureBatch
import Catalog
import Foundation

/// The token endpoint of a tenant: checks who asks, as Microsoft Entra ID does.
struct TokenEndpoint {
    let settings: SignInSettings
    let now: UTCTime

    struct Refusal: Error {
        let answer: ServiceAnswer

        init(_ status: Int, _ error: String, _ number: Int?, _ text: String) {
            answer = .entraError(status, error, number, text)
        }

        /// Who asks is not who it says.
        static func client(_ number: Int, _ text: String) -> Refusal { Refusal(401, "invalid_client", number, text) }
    }

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// For whom a good request is given a token, and with which claims.
    func grant(_ request: SignInRequest) async throws(Refusal) -> (audience: String, claims: String?) {
        let tenant = request.path.split(separator: "/").first.map(String.init) ?? ""
        guard tenant.lowercased() == settings.tenant.lowercased() else {
            throw Refusal(400, "invalid_request", 90002, "Tenant '\(tenant)' not found. Check to make sure.")
        }
        let form = request.form
        for field in ["grant_type", "client_id", "scope"] where form[field]?.isEmpty != false {
            throw Refusal(400, "invalid_request", 900144, "The request body must contain the parameter '\(field)'.")
        }
        guard form["grant_type"] == "client_credentials" else {
            throw Refusal(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        }
        let clientID = form["client_id"] ?? ""
        guard let application = settings.applications.first(where: { $0.clientID == clientID }) else {
            throw Refusal(
                400, "unauthorized_client", 700016,
                "Application with identifier '\(clientID)' was not found in the directory '\(tenant)'.")
        }
        let scope = form["scope"] ?? ""
        guard scope.hasSuffix("/.default"), !scope.contains(" ") else {
            throw Refusal(400, "invalid_scope", 1_002_012, "The provided value for scope \(scope) is not valid.")
        }
        let audience = String(scope.dropLast("/.default".count))
        let known = Cloud.allCases.map(\.audience)
        // The service's name without its slash is one too; only the service itself refuses such a token.
        guard known.contains(audience) || known.contains("\(audience)/") else {
            throw Refusal(
                400, "invalid_resource", 500_011, "The resource principal named \(audience) was not found.")
        }
        try await prove(application, form, request)
        return (audience, form["claims"])
    }

    private func prove(
        _ application: SignInSettings.Application, _ form: [String: String], _ request: SignInRequest
    ) async throws(Refusal) {
        if let secret = form["client_secret"] {
            if application.secrets.contains(secret) { return }
            guard !application.expiredSecrets.contains(secret) else {
                throw .client(7_000_222, "The provided client secret keys for app are expired.")
            }
            throw .client(
                7_000_215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value."
            )
        }
        guard let assertion = form["client_assertion"], form["client_assertion_type"] == Self.assertionType else {
            throw .client(
                7_000_218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
        }
        try await AssertionCheck(application: application, tokenURL: request.url, now: now).check(assertion)
    }
}
