import AzureBatch
import Catalog

/// What a token endpoint answers: a token that can be sent, or an error of ours without the secret. The first byte
/// chooses the status.
enum FuzzedToken {
    private static let secret = "Te11tale"

    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        guard let first = bytes.first else { return 0 }
        let statuses = [200, 401, 503, 302]
        let answer = HTTPAnswer(
            status: statuses[Int(first) % statuses.count], headers: [], body: Array(bytes.dropFirst()))
        let now = UTCTime(seconds: 1_700_000_000)
        do throws(UpstreamError) {
            let token = try TokenAnswer.token(answer, issued: now, now: now, secrets: [secret]) { _ in nil }
            precondition(answer.status == 200 && token.expires > now, "a token that is none")
            precondition(token.value.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "no token for a header")
        } catch {
            let text = error.description
            precondition(error.message.hasPrefix("cannot sign in: "), "no message of ours: \(text)")
            precondition(!text.utf8.contains { $0 < 0x20 }, "control characters: \(text)")
            precondition(!text.contains(secret), "the secret is shown: \(text)")
        }
        return 0
    }
}
