package import Catalog
import Foundation

/// Reads what a token endpoint answers.
package enum TokenAnswer {
    /// - Parameters:
    ///   - issued: when the token was asked for.
    ///   - clientID: whose token was asked for; `nil` when the answer cannot tell.
    ///   - secrets: what was sent, which the endpoint may echo.
    ///   - remedies: what to do about an error, by its code.
    package static func token(
        _ answer: HTTPAnswer, issued: UTCTime, now: UTCTime, clientID: String? = nil, secrets: [String],
        remedies: (String) -> String?
    ) throws(UpstreamError) -> AccessToken {
        guard answer.status == 200 else { throw fault(answer, now: now, secrets: secrets, remedies: remedies) }
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(answer.body))
        } catch {
            let type = answer.header("content-type")?.plainPrefix(60, redacting: secrets) ?? "of no type"
            throw .signIn(
                "the answer is no token (it is \(type))", "check 'authority' and the proxy", status: answer.status)
        }
        // Older agents give the machine's own token, whichever identity is asked for.
        if let clientID, let given = body.clientID, given.lowercased() != clientID.lowercased() {
            throw .signIn(
                "the token that came is another identity's than 'client_id'",
                "assign the identity to this machine, or leave 'client_id' out to sign in as the machine")
        }
        return try token(body.token, life: body.life, issued: issued)
    }

    static func token(_ text: String, life: TokenLife, issued: UTCTime) throws(UpstreamError) -> AccessToken {
        guard !text.isEmpty, text.utf8.count <= 16 << 10, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .signIn("the token that came cannot be sent in a header", "check 'authority' and the proxy")
        }
        return AccessToken(value: Secret(text), issued: issued, life: try life.duration(from: issued))
    }

    static func fault(
        _ answer: HTTPAnswer, now: UTCTime, secrets: [String], remedies: (String) -> String?
    ) -> UpstreamError {
        if (300...399).contains(answer.status) {
            return .signIn(
                "the sign-in service redirects, and credentials stay where they belong", "check 'authority'",
                status: answer.status)
        }
        let body = try? JSONDecoder().decode(Fault.self, from: Data(answer.body))
        let said = body?.error_description ?? body?.message ?? ""
        let number = body?.error_codes?.first.map { "AADSTS\($0)" }
        let code =
            said.firstMatch(of: /AADSTS[0-9]{3,9}/).map { String($0.output) } ?? number
            ?? body?.error?.plainPrefix(60, redacting: secrets) ?? "HTTPStatus\(answer.status)"
        var text = said.replacing(/^AADSTS[0-9]+:\s*/, with: "").split { $0.isNewline }.first.map(String.init) ?? ""
        let trace = text.firstMatch(of: /Trace ID: ([0-9a-f-]{36})/).map { String($0.1) }
        if let noise = text.range(of: " Trace ID:") { text = String(text[..<noise.lowerBound]) }
        text = text.plainPrefix(300, redacting: secrets)
        let isTransient = ServiceFault.transient.contains(answer.status) || body?.error == "temporarily_unavailable"
        var error = UpstreamError.signIn(
            text.isEmpty ? "the sign-in service answered HTTP \(answer.status)" : text,
            remedies(code) ?? (isTransient ? "try again later" : "see the sign-in logs of the tenant"), code: code,
            status: answer.status)
        error.requestID = trace
        error.retryAfter = answer.retryAfter(now: now)
        error.isTransient = isTransient
        return error
    }

    private struct Body: Decodable {
        let token: String
        /// Of machines' identities.
        let clientID: String?
        let life: TokenLife

        private enum CodingKeys: String, CodingKey {
            case token = "access_token"
            case clientID = "client_id"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            token = try container.decode(String.self, forKey: .token)
            clientID = try? container.decode(String.self, forKey: .clientID)
            life = try TokenLife(from: decoder)
        }
    }

    private struct Fault: Decodable {
        let error: String?
        let error_description: String?
        let error_codes: [Int]?
        /// In the words of App Service.
        let message: String?
    }
}
