import AzureBatch
import Catalog
import Foundation

/// Microsoft Entra ID, the Instance Metadata Service, the Arc agent and App Service, as far as tokens for Batch go.
package actor EmulatedSignIn {
    // Shared by the connections of all clients.
    package private(set) var settings: SignInSettings
    private var faults: [Fault] = []
    package private(set) var requests: [SignInRequest] = []
    private var tokens: [String: IssuedToken] = [:]
    /// Secrets of the Arc agent that wait to be told.
    private var arcSecrets: Set<String> = []
    /// Where the Arc agent puts them.
    private let arcFolder: String
    private let arcName: String
    private let now: @Sendable () -> UTCTime

    private struct IssuedToken {
        let audience: String
        let expires: UTCTime
        let claims: String?
    }

    init(_ settings: SignInSettings, arcFolder: String, arcName: String, now: @escaping @Sendable () -> UTCTime) {
        (self.settings, self.arcFolder, self.arcName, self.now) = (settings, arcFolder, arcName, now)
    }

    package func apply(_ settings: SignInSettings) { self.settings = settings }

    /// Sets what goes wrong with the next requests for tokens.
    package func setFaults(_ faults: [Fault]) { self.faults = faults }

    /// Makes every token that was issued worthless.
    package func revoke() { tokens = [:] }

    /// Answers a request for a token, of whichever service.
    func answer(_ request: SignInRequest) async -> (answer: ServiceAnswer, fault: Fault?) {
        var answer = await ordinary(request)
        let fault = faults.take { _ in true }
        if let fault {
            if let status = fault.status, fault.body == nil {
                answer = .entraError(
                    status, fault.code ?? "server_error", nil, fault.message ?? "The emulator was told to fail.")
                for (name, value) in fault.headers ?? [:] { answer.set(name, value) }
            } else {
                answer = fault.spoil(answer, url: request.url, base: request.origin, number: requests.count)
            }
        }
        var logged = request
        logged.status = answer.status
        logged.answer = String(decoding: answer.body, as: UTF8.self)
        requests.append(logged)
        if requests.count > 1000 { requests.removeFirst() }
        return (answer, fault)
    }

    /// Why the service refuses a token; `nil` when it is good.
    func problem(of token: String) -> TokenProblem? {
        guard let issued = tokens[token] else { return TokenProblem(detail: "The access token is unknown.") }
        guard issued.expires > now() else { return TokenProblem(detail: "The access token has expired.") }
        guard Cloud.allCases.map(\.audience).contains(issued.audience) else {
            return TokenProblem(detail: "The access token has been obtained for wrong audience or resource.")
        }
        guard settings.requiredClaims == nil || issued.claims == settings.requiredClaims else {
            return TokenProblem(detail: "The access token lacks claims.", claims: settings.requiredClaims)
        }
        return nil
    }

    private func ordinary(_ request: SignInRequest) async -> ServiceAnswer {
        do throws(TokenEndpoint.Refusal) {
            if [InstanceService.path, InstanceService.appServicePath].contains(request.path) {
                return try machine(request)
            }
            let grant = try await TokenEndpoint(settings: settings, now: now()).grant(request)
            return issue(for: grant.audience, in: .entra, claims: grant.claims)
        } catch {
            return error.answer
        }
    }

    private func machine(_ request: SignInRequest) throws(TokenEndpoint.Refusal) -> ServiceAnswer {
        let grant = try InstanceService(settings: settings).grant(request)
        guard request.path == InstanceService.path else {
            return issue(for: grant.audience, in: .appService, to: grant.clientID)
        }
        guard request.query["api-version"] == InstanceService.arcVersion else {
            return issue(for: grant.audience, in: .metadata, to: grant.clientID)
        }
        if let told = request.headers["authorization"], told.hasPrefix("Basic "),
            arcSecrets.remove(String(told.dropFirst("Basic ".count))) != nil
        {
            return issue(for: grant.audience, in: .arc, to: grant.clientID)
        }
        return challenge()
    }

    /// Puts a secret where only those find it who may have tokens.
    private func challenge() -> ServiceAnswer {
        let secret = UUID().uuidString
        let name = "\(UUID().uuidString.lowercased()).key"
        let path = "\(arcFolder)/\(name)"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o640])
        else { return .entraError(500, "server_error", nil, "Cannot write \(path).") }
        arcSecrets.insert(secret)
        var answer = ServiceAnswer.entraError(401, "unauthorized_client", nil, "Missing Basic Authorization header.")
        answer.set("WWW-Authenticate", "Basic realm=\(arcName)/\(name)")
        return answer
    }

    /// In whose words a token is given.
    private enum Wording {
        case entra, metadata, arc, appService
    }

    /// - Parameter clientID: whose token it is, where the answer says so.
    private func issue(
        for audience: String, in wording: Wording, to clientID: String? = nil, claims: String? = nil
    ) -> ServiceAnswer {
        let random = (0..<8).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let token = "emulated.\(random).token"
        let now = now()
        tokens = tokens.filter { $0.value.expires > now }
        tokens[token] = IssuedToken(
            audience: audience, expires: now.advanced(by: .seconds(settings.tokenLifetime)), claims: claims)
        var writer = JSONWriter()
        writer.object {
            $0.member("token_type", "Bearer")
            switch wording {
            case .entra:
                $0.member("expires_in", settings.tokenLifetime)
                $0.member("ext_expires_in", settings.tokenLifetime)
            case .metadata: $0.member("expires_in", "\(settings.tokenLifetime)")
            case .arc:
                $0.member("expires_in", "")
                $0.member("not_before", "")
            case .appService: break
            }
            if wording != .entra {
                $0.member("expires_on", "\(now.seconds + settings.tokenLifetime)")
                $0.member("resource", audience)
            }
            if let clientID { $0.member("client_id", clientID) }
            $0.member("access_token", token)
        }
        return ServiceAnswer(status: 200, headers: [("Content-Type", "application/json")], body: writer.bytes)
    }
}

/// Why a token is refused, and what a better one would be asked for with.
struct TokenProblem: Sendable {
    let detail: String
    var claims: String?

    /// The header by which the service says so.
    var challenge: String {
        let claims = claims.map { #", error="insufficient_claims", claims="\#(Data($0.utf8).base64URL)""# }
        return #"Bearer authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize""#
            + (claims ?? #", error="invalid_token""#)
    }
}

extension ServiceAnswer {
    /// An error as Microsoft Entra ID words it.
    ///
    /// - Parameter number: of `AADSTS...`, if it has one.
    static func entraError(_ status: Int, _ error: String, _ number: Int?, _ text: String) -> ServiceAnswer {
        let trace = UUID().uuidString.lowercased()
        let head = number.map { "AADSTS\($0): " } ?? ""
        var writer = JSONWriter()
        writer.object {
            $0.member("error", error)
            $0.member(
                "error_description",
                "\(head)\(text) Trace ID: \(trace) Correlation ID: \(trace) Timestamp: \(UTCTime.now.wholeSeconds.description)"
            )
            guard let number else { return }
            $0.key("error_codes")
            $0.array { $0.integer(number) }
        }
        return ServiceAnswer(status: status, headers: [("Content-Type", "application/json")], body: writer.bytes)
    }
}
