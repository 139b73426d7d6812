/// Why a listing could not be fetched, in the service's own words where it had some.
package struct UpstreamError: Error, Sendable, CustomStringConvertible {
    /// The service's error code (`AuthenticationFailed`), or one of ours.
    package let code: String
    /// What happened, in one line without secrets.
    package let message: String
    /// What to do about it, where that is known.
    package var remedy: String?
    /// The answer's HTTP status; `nil` when there was none.
    package var status: Int?
    /// The service's `request-id`.
    package var requestID: String?
    /// How long the service asked to be left alone.
    package var retryAfter: Duration?
    /// Whether the same request may well succeed a moment later.
    package var isTransient = false

    package var description: String {
        let head = status.map { "\($0) \(code)" } ?? code
        let tail = (remedy.map { "; \($0)" } ?? "") + (requestID.map { ", request-id \($0)" } ?? "")
        return "\(head): \(message)\(tail)"
    }

    func with(remedy: String) -> UpstreamError {
        var error = self
        error.remedy = remedy
        return error
    }

    /// The same, not to be tried again.
    var final: UpstreamError {
        var error = self
        error.isTransient = false
        return error
    }
}

extension UpstreamError {
    static func unreachable(_ reason: String) -> UpstreamError {
        UpstreamError(code: "ConnectionFailed", message: "cannot reach the service: \(reason)", isTransient: true)
    }

    static var unusablePort: UpstreamError {
        UpstreamError(
            code: "ConnectionFailed", message: "cannot reach the service: its URL's port is not from 1 to 65535")
    }

    /// The host's name leads nowhere.
    static func unresolved(_ host: String) -> UpstreamError {
        UpstreamError(
            code: "NameNotResolved", message: "cannot reach the service: the name '\(host)' does not resolve",
            isTransient: true)
    }

    static var refusedByProxy: UpstreamError {
        UpstreamError(
            code: "ProxyAuthenticationRequired",
            message: "cannot reach the service: the proxy wants another user and password, or one at all",
            remedy: "name them in 'proxy' or https_proxy: \(ProxyAddress.expected)")
    }

    /// Somebody answers who is not to be trusted, or speaks no TLS that is.
    static func untrusted(_ reason: String) -> UpstreamError {
        UpstreamError(
            code: "TLSFailed", message: "cannot reach the service: no trusted TLS connection: \(reason)",
            isTransient: true)
    }

    /// The daemon stops, or reads new settings.
    package static var cancelled: UpstreamError {
        UpstreamError(code: "Cancelled", message: "cannot go on: the sync was stopped")
    }

    static func timedOut(after limit: Duration) -> UpstreamError {
        UpstreamError(
            code: "TimedOut", message: "cannot wait longer: no complete answer within \(limit.wholeSecondsText)",
            isTransient: true)
    }

    static func malformed(_ problem: String, _ answer: HTTPAnswer) -> UpstreamError {
        UpstreamError(
            code: "MalformedPage", message: "cannot use the answer: \(problem)", status: answer.status,
            requestID: answer.requestID)
    }

    static func redirect(_ answer: HTTPAnswer) -> UpstreamError {
        UpstreamError(
            code: "Redirected",
            message: "cannot follow a redirect: credentials stay with the configured endpoint; check 'endpoint'",
            status: answer.status, requestID: answer.requestID)
    }

    static func foreignLink(_ link: String) -> UpstreamError {
        // It may name a user with a password.
        let place = link.contains("@") ? "" : ": \(link.plainPrefix(200))"
        return UpstreamError(
            code: "ForeignNextLink",
            message: "cannot follow a nextLink to another origin than the endpoint's\(place)")
    }

    static func cycle(page: Int) -> UpstreamError {
        UpstreamError(code: "PageCycle", message: "cannot complete the listing: page \(page) leads to an earlier one")
    }

    static func tooManyPages(_ maximum: Int) -> UpstreamError {
        UpstreamError(
            code: "TooManyPages", message: "cannot complete the listing: it has more than \(maximum) pages")
    }

    static var tooLarge: UpstreamError {
        UpstreamError(
            code: "ListingTooLarge",
            message: "cannot complete the listing: it has more than \(HTTPTransport.maximumBytes >> 20) MiB")
    }

    /// A sync that took longer than any sync may.
    package static func syncTimedOut(after limit: Duration) -> UpstreamError {
        UpstreamError(code: "SyncTimedOut", message: "cannot complete the listing within \(limit.wholeSecondsText)")
    }

    package static func credential(_ problem: String, remedy: String? = nil) -> UpstreamError {
        UpstreamError(code: "CredentialUnavailable", message: problem, remedy: remedy)
    }

    /// No token came.
    static func signIn(
        _ problem: String, _ remedy: String?, code: String = "SignInFailed", status: Int? = nil
    ) -> UpstreamError {
        UpstreamError(code: code, message: "cannot sign in: \(problem)", remedy: remedy, status: status)
    }
}

extension Duration {
    fileprivate var wholeSecondsText: String { "\(components.seconds) s" }
}

extension String {
    /// The first line, without control characters, at most `length` characters of it.
    func plainPrefix(_ length: Int) -> String {
        let line = prefix { !$0.isNewline }.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String.UnicodeScalarView(line).prefix(length))
    }

    /// The same without what an answer echoes of what was sent.
    func plainPrefix(_ length: Int, redacting secrets: [String]) -> String {
        // Control characters go first: they could keep a secret from being recognised.
        var text = plainPrefix(.max)
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: "<redacted>") }
        return text.plainPrefix(length)
    }
}
