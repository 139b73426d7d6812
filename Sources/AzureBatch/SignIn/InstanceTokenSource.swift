import Catalog
import Foundation

/// Tokens of a virtual machine's identities, from its Instance Metadata Service.
struct InstanceTokenSource: TokenSource {
    /// `http://169.254.169.254`, or what stands in for it.
    let host: String
    let selection: ManagedIdentity.Selection
    let audience: String
    /// Never through a proxy: the service answers this machine alone.
    let calls: TokenCalls

    static let path = "/metadata/identity/oauth2/token"

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        let url = "\(host)\(Self.path)?api-version=2018-02-01&resource=\(audience.percentEncoded)\(parameter)"
        let issued = calls.now()
        let answer: HTTPAnswer
        do throws(UpstreamError) {
            answer = try await calls.get(url, headers: [("Metadata", "true")])
        } catch {
            throw error.with(
                remedy: "use 'managed-identity' on an Azure VM, or on an Arc machine with source = \"arc\"")
        }
        do throws(UpstreamError) {
            return try TokenAnswer.token(answer, issued: issued, now: calls.now(), secrets: []) { _ in remedy(answer) }
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

    private var parameter: String {
        switch selection {
        case .systemAssigned: ""
        case .client(let id): "&client_id=\(id.percentEncoded)"
        case .object(let id): "&object_id=\(id.percentEncoded)"
        case .resource(let id): "&msi_res_id=\(id.percentEncoded)"
        }
    }

    private func remedy(_ answer: HTTPAnswer) -> String? {
        guard answer.status == 400 else { return nil }
        return switch selection {
        case .systemAssigned:
            "switch on the machine's system-assigned identity (az vm identity assign), or name a user-assigned one"
        case .client(let id), .object(let id), .resource(let id):
            "assign the identity '\(id)' to this machine (az vm identity assign --identities ...)"
        }
    }
}
