import Catalog
import Foundation
import Subprocess

/// Tokens of the person who is logged in to the Azure CLI.
struct AzureCLITokenSource: TokenSource {
    let tenant: String?
    let audience: String
    let environment: [String: String]
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime

    /// It takes a second or two when all is well.
    private static let limit = Duration.seconds(60)
    private static let maximumBytes = 256 << 10

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        let issued = now()
        let (isWell, output, errors) = try await run()
        guard isWell else { throw Self.fault(errors) }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output.utf8)) else {
            throw .signIn("az printed no token", "bring the Azure CLI up to date, and try: az account get-access-token")
        }
        guard answer.life.isSaid else {
            throw .signIn("az does not say when its token expires", "bring the Azure CLI up to date: 2.54 or later")
        }
        return try TokenAnswer.token(answer.token, life: answer.life, issued: issued)
    }

    private func run() async throws(UpstreamError) -> (isWell: Bool, output: String, errors: String) {
        var arguments = ["account", "get-access-token", "--output", "json", "--resource", audience]
        if let tenant { arguments += ["--tenant", tenant] }
        do {
            return try await withTimeLimit(Self.limit, clock: clock) { [arguments] in
                let result = try await Subprocess.run(
                    .name("az"), arguments: Arguments(arguments), environment: .only(environment),
                    platformOptions: .ownSession, input: .none,
                    output: .string(limit: Self.maximumBytes), error: .string(limit: Self.maximumBytes))
                let isWell = result.terminationStatus.isSuccess
                return (isWell, result.standardOutput, result.standardError)
            }
        } catch is TimeLimitExceeded {
            throw .signIn(
                "az did not answer within \(Self.limit.components.seconds) s", "try: az account get-access-token")
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .signIn("the Azure CLI (az) is not installed", "install it where the daemon's PATH finds it")
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .signIn("az prints too much", "try: az account get-access-token")
        } catch let error as SubprocessError {
            throw .signIn("az cannot be started: \(error)".plainPrefix(200), "try: az account get-access-token")
        } catch {
            throw .cancelled
        }
    }

    private static func fault(_ errors: String) -> UpstreamError {
        let code = errors.firstMatch(of: /AADSTS[0-9]{3,9}/).map { String($0.output) }
        if code != nil || errors.contains("az login") {
            return .signIn("az is not logged in", "run az login as the daemon's user", code: code ?? "NotLoggedIn")
        }
        // Its own words may hold anything, a token too.
        return .signIn("az failed", "see what it says: az account get-access-token")
    }

    private struct Answer: Decodable {
        let token: String
        let life: TokenLife

        private enum CodingKeys: String, CodingKey {
            case token = "accessToken"
        }

        init(from decoder: any Decoder) throws {
            token = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .token)
            life = try TokenLife(from: decoder)
        }
    }
}
