import AzureBatch
import Catalog
import CatalogStore
import Crypto
import Foundation
import Logging

/// Who is told: a program, or a URL.
struct Receiver: Sendable {
    let settings: AlertSettings
    let transports: Transports
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    let logger: Logger

    /// What came of an attempt.
    enum Outcome: Hashable, Sendable {
        case told
        /// Why not, without secrets; how long the receiver asked to be left alone.
        case untold(String, retryAfter: Duration?)
    }

    func tell(_ event: WaitingEvent) async -> Outcome {
        if let webhook = settings.webhook { return await post(event, webhook) }
        return await ProgramReceiver(
            alert: settings.name, command: settings.exec ?? [], timeout: settings.timeout, clock: clock, logger: logger
        ).tell(event)
    }

    private func post(_ event: WaitingEvent, _ webhook: AlertSettings.Webhook) async -> Outcome {
        let body = EventBody(event)
        let bytes = body.bytes(webhook.format)
        do throws(UpstreamError) {
            let url = try webhook.url.read().value
            guard SafeURL.takesCredentials(url) else {
                return .untold(
                    "the URL is not https (http is for loopback hosts only), or names a user; mend what 'url' leads to",
                    retryAfter: nil)
            }
            var headers = [
                (name: "Content-Type", value: body.contentType(webhook.format)),
                (name: "User-Agent", value: "batchimgd/\(Batchimgd.version)"),
            ]
            if let secret = try webhook.secret?.read() {
                let code = HMAC<SHA256>.authenticationCode(
                    for: bytes, using: SymmetricKey(data: Data(secret.value.utf8)))
                let hex = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                headers.append((name: "X-Batchimgd-Signature", value: "sha256=\(hex)"))
            }
            let answer = try await transports.transport(to: url).send(
                url, method: "POST", headers: headers, body: bytes, maximumBytes: nil, within: settings.timeout,
                clock: clock)
            if (200...299).contains(answer.status) { return .told }
            let retryAfter = answer.retryAfter(now: now())
            let what = (300...399).contains(answer.status) ? ", a redirect, which is not followed" : ""
            return .untold("the receiver answered \(answer.status)\(what)", retryAfter: retryAfter)
        } catch {
            return .untold(Self.reason(error, settings), retryAfter: nil)
        }
    }

    /// Nothing of the URL, which may be a secret, is in it.
    private static func reason(_ error: UpstreamError, _ settings: AlertSettings) -> String {
        switch error.code {
        case "CredentialUnavailable": error.message
        case "NameNotResolved": "the name of the URL's host does not resolve"
        case "TimedOut": "no answer within \(settings.timeout.wholeSeconds) s"
        case "TLSFailed": "no trusted TLS connection to the receiver"
        case "ProxyAuthenticationRequired": "the proxy wants another user and password"
        case "Cancelled": "it was interrupted"
        default: "the receiver cannot be reached"
        }
    }
}
