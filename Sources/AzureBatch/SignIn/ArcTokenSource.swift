import Catalog
import Foundation

/// Tokens of the identity of a machine that Azure Arc manages. Its agent makes sure of its caller: it names a file that
/// only members of its group can read, and wants to be told what it says.
struct ArcTokenSource: TokenSource {
    let endpoint: String
    let audience: String
    /// Where the agent keeps such files.
    let keys: String
    /// Never through a proxy: the agent runs on this machine.
    let calls: TokenCalls

    static let standardEndpoint = "http://127.0.0.1:40342/metadata/identity/oauth2/token"

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        guard SafeURL.takesCredentials(endpoint),
            URLComponents(string: endpoint)?.host.map(EndpointText.isLoopback) == true
        else {
            throw .signIn("the Arc agent's address is not on this machine", "check IDENTITY_ENDPOINT")
        }
        let url = "\(endpoint)?api-version=2020-06-01&resource=\(audience.percentEncoded)"
        let issued = calls.now()
        let first = try await get(url, [])
        guard first.status == 401 else {
            guard first.status != 200 else {
                throw .signIn("the Arc agent did not ask for its key", "check IDENTITY_ENDPOINT")
            }
            throw fault(first, secrets: [])
        }
        guard let path = first.header("www-authenticate")?.firstMatch(of: /Basic realm="?([^"]+)"?/)?.1 else {
            throw .signIn("the Arc agent's challenge names no key", "bring the agent up to date (azcmagent)")
        }
        let key = try key(String(path))
        let answer = try await get(url, [("Authorization", "Basic \(key.value)")])
        guard answer.status == 200 else { throw fault(answer, secrets: [key.value]) }
        return try TokenAnswer.token(answer, issued: issued, now: calls.now(), secrets: [key.value]) { _ in nil }
    }

    private func get(
        _ url: String, _ headers: [(name: String, value: String)]
    ) async throws(UpstreamError) -> HTTPAnswer {
        do throws(UpstreamError) {
            return try await calls.send(url, headers: [("Metadata", "true")] + headers)
        } catch {
            throw error.with(remedy: "check that the Arc agent runs: azcmagent show")
        }
    }

    private func fault(_ answer: HTTPAnswer, secrets: [String]) -> UpstreamError {
        TokenAnswer.fault(answer, now: calls.now(), secrets: secrets) { _ in
            "check the machine's connection to Arc: azcmagent show"
        }
    }

    private static let maximumKeyBytes = 4096

    /// Reads nothing but a small plain file right inside the agent's folder, whatever the answerer asks for: it would
    /// be told what any other file says.
    private func key(_ path: String) throws(UpstreamError) -> Secret {
        let name = path.dropFirst(keys.count + 1)
        guard path.hasPrefix("\(keys)/"), name.hasSuffix(".key"), !name.contains("/"), path.utf8.count < 4096 else {
            throw .signIn("the Arc agent names a key outside of \(keys)", "bring the agent up to date (azcmagent)")
        }
        let data: Data
        do {
            data = try PlainFile(path, followingLinks: false, maximumBytes: Self.maximumKeyBytes).data
        } catch {
            throw .signIn(
                "the Arc agent's key cannot be read: \(error.reason)",
                "add the daemon's user to the group himds, then restart it")
        }
        guard !data.isEmpty, data.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) else {
            throw .signIn("the Arc agent's key is no small file of text", "bring the agent up to date (azcmagent)")
        }
        return Secret(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
