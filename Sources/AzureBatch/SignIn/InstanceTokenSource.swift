import Catalog
import Foundation

/// Tokens of the identities that the platform gives a machine, an app or a container.
struct InstanceTokenSource: TokenSource {
    /// Who is asked for them.
    enum Service {
        /// The Instance Metadata Service of a virtual machine, at `http://169.254.169.254` or what stands in for it.
        case metadata(host: String)
        /// App Service and Container Apps: the secret proves that it is the app who asks.
        case appService(endpoint: String, secret: Secret)
    }

    let service: Service
    let selection: ManagedIdentity.Selection
    let audience: String
    /// Never through a proxy: the service answers this machine alone.
    let calls: TokenCalls

    static let path = "/metadata/identity/oauth2/token"

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        let issued = calls.now()
        let answer: HTTPAnswer
        do throws(UpstreamError) {
            answer = try await calls.send("\(url)&resource=\(audience.percentEncoded)\(parameter)", headers: [header])
        } catch {
            throw error.with(remedy: unreachable)
        }
        do throws(UpstreamError) {
            return try TokenAnswer.token(
                answer, issued: issued, now: calls.now(), clientID: clientID, secrets: secrets
            ) { _ in remedy(answer) }
        } catch {
            guard answer.status != 200 else { throw error }
            var error = error
            error.isTransient = Self.mayPass(answer.status)
            throw error
        }
    }

    /// The service comes up late and is brought up to date under running machines (410: for up to 70 s).
    func delay(after error: UpstreamError, attempt: Int) -> Duration? {
        let most = error.status == 410 ? 8 : error.status == nil ? 2 : 5
        guard error.isTransient, attempt < most else { return nil }
        if let asked = error.retryAfter { return asked <= RetryPolicy.longestRetryAfter ? asked : nil }
        return .seconds(min(20, 1 << (attempt - 1)))
    }

    private static func mayPass(_ status: Int) -> Bool { [404, 408, 410, 429].contains(status) || status >= 500 }

    // MARK: - The service's ways

    private var url: String {
        switch service {
        case .metadata(let host): "\(host)\(Self.path)?api-version=2018-02-01"
        case .appService(let endpoint, _): "\(endpoint)?api-version=2019-08-01"
        }
    }

    private var header: (name: String, value: String) {
        switch service {
        case .metadata: ("Metadata", "true")
        case .appService(_, let secret): ("X-IDENTITY-HEADER", secret.value)
        }
    }

    private var secrets: [String] {
        if case .appService(_, let secret) = service { [secret.value] } else { [] }
    }

    private var parameter: String {
        switch (selection, service) {
        case (.systemAssigned, _): ""
        case (.client(let id), _): "&client_id=\(id.percentEncoded)"
        case (.object(let id), _): "&object_id=\(id.percentEncoded)"
        case (.resource(let id), .metadata): "&msi_res_id=\(id.percentEncoded)"
        case (.resource(let id), .appService): "&mi_res_id=\(id.percentEncoded)"
        }
    }

    private var clientID: String? {
        if case .client(let id) = selection { id } else { nil }
    }

    // MARK: - Remedies

    private var unreachable: String {
        switch service {
        case .metadata: "use 'managed-identity' on an Azure VM, or on an Arc machine with source = \"arc\""
        case .appService: "check IDENTITY_ENDPOINT"
        }
    }

    private func remedy(_ answer: HTTPAnswer) -> String? {
        switch (service, answer.status) {
        case (.metadata, 400): assign("machine", "az vm identity assign", selecting: "--identities")
        case (.appService, 400), (.appService, 404):
            assign("app", "az webapp identity assign, az containerapp identity assign", selecting: "with the identity")
        case (.appService, 401): "leave IDENTITY_HEADER as the platform sets it, and restart the daemon with the app"
        default: nil
        }
    }

    private func assign(_ what: String, _ command: String, selecting: String) -> String {
        switch selection {
        case .systemAssigned:
            "switch on the \(what)'s system-assigned identity (\(command)), or name a user-assigned one"
        case .client(let id), .object(let id), .resource(let id):
            "assign the identity '\(id)' to this \(what) (\(command) \(selecting) ...)"
        }
    }
}
