import AzureBatch
import Catalog
import Foundation

/// The checks of one account.
struct Examination: Sendable {
    let account: AccountSettings
    let signIn: SignIn
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    /// What signing in takes and is not to be had here, where that is no finding.
    let lack: String?

    /// Shared Key requests are refused from fifteen minutes on, tokens and assertions from five.
    private static let maximumSkew = 300
    private static let certificateWarning = 30
    /// Versions before it are announced for retirement (notice of 2026-05-15).
    private static let lastingVersion = "2025-06-01"

    func findings() async -> [Finding] {
        var findings = await reach()
        let isReached = findings.allSatisfy { $0.isWell || $0.check == .clock }
        findings.append(version)
        if let lack {
            let doctor = "when the daemon runs: batchimgctl doctor \(account.name)"
            return findings + [finding(.signIn, "not tried, since \(lack); \(doctor)")]
        }
        findings += certificate
        let (signedIn, credential) = await signInOnce()
        findings.append(signedIn)
        if isReached, let credential {
            findings.append(await operate(credential))
            if account.listsPools { findings.append(await pools(credential)) }
        }
        return Finding.Check.allCases.flatMap { check in findings.filter { $0.check == check } }
    }

    /// - Parameter remedy: `nil` when all is well.
    private func finding(_ check: Finding.Check, _ message: String, _ remedy: String? = nil) -> Finding {
        Finding(account: account.name, check: check, message: message, remedy: remedy)
    }

    // MARK: - The way there

    /// Endpoint, TLS and clock, by one request without credentials.
    private func reach() async -> [Finding] {
        let way =
            signIn.transports.proxyName(to: account.endpoint, for: account).map { " through the proxy \($0)" } ?? ""
        let isSecure = account.endpoint.hasPrefix("https:")
        do throws(UpstreamError) {
            let transport = try signIn.transports.transport(to: account.endpoint, for: account)
            let probe = ServiceProbe(endpoint: account.endpoint, transport: transport, clock: clock)
            let date = try await probe.date()
            return [finding(.endpoint, "\(account.endpoint) answers\(way)")]
                + (isSecure ? [finding(.tls, "the certificate is trusted")] : []) + skew(date)
        } catch {
            guard error.code == "TLSFailed" else {
                let remedy =
                    switch error.code {
                    case "NameNotResolved": "check 'endpoint' and the machine's DNS; a private endpoint needs its zone"
                    case "CredentialUnavailable": error.remedy ?? "check 'ca_file'"
                    default: "check 'endpoint', the network, its firewall, 'proxy' and https_proxy"
                    }
                return [finding(.endpoint, error.message + way, remedy)]
            }
            return [
                finding(.endpoint, "\(account.endpoint) is reached\(way)"),
                finding(
                    .tls, error.message,
                    "put the certificate authority of the network's proxy into a PEM file, and name it by 'ca_file'"),
            ]
        }
    }

    private func skew(_ date: UTCTime?) -> [Finding] {
        guard let date else { return [] }
        let skew = now().duration(since: date).components.seconds
        guard abs(skew) > Self.maximumSkew else {
            return [finding(.clock, "the clock is \(abs(skew)) s off the service's")]
        }
        return [
            finding(
                .clock, "this machine's clock is \(abs(skew)) s \(skew > 0 ? "ahead of" : "behind") the service's",
                "set it: timedatectl set-ntp true")
        ]
    }

    // MARK: - Signing in

    /// - Returns: the credential, when it works.
    private func signInOnce() async -> (Finding, (any Credential)?) {
        do throws(UpstreamError) {
            let credential = try signIn.credential(of: account)
            _ = try await credential.authorization(method: "GET", target: "/supportedimages", headers: [])
            let isToken = if case .token = account.auth { true } else { false }
            return (finding(.signIn, isToken ? "a token was issued" : "the account key can be read"), credential)
        } catch {
            return (finding(.signIn, error.brief, error.remedy ?? "see the log of the daemon"), nil)
        }
    }

    private func operate(_ credential: any Credential) async -> Finding {
        let report: FetchReport
        do throws(UpstreamError) {
            report = await (try client(credential)).fetch(stored: [:]) { _, _ in }
            let listing = try report.result.get()
            return finding(.operation, "\(listing.pages.reduce(0) { $0 + $1.count }) images are listed")
        } catch {
            return finding(.operation, error.brief, OperationRemedy.of(error, account))
        }
    }

    private func pools(_ credential: any Credential) async -> Finding {
        do throws(UpstreamError) {
            let listing = try await (try client(credential)).pools().result.get()
            return finding(.pools, "\(listing.count) live pools are listed")
        } catch {
            return finding(.pools, error.brief, OperationRemedy.ofPools(error, account))
        }
    }

    private func client(_ credential: any Credential) throws(UpstreamError) -> BatchClient {
        try signIn.client(
            of: account, credential, slot: RequestSlots(count: 1, clock: clock).slot(), clock: clock, now: now)
    }

    // MARK: - What is to come

    private var version: Finding {
        guard account.apiVersion < Self.lastingVersion else {
            return finding(.apiVersion, "\(account.apiVersion) is not announced for retirement")
        }
        return finding(
            .apiVersion, "version \(account.apiVersion) of the service's interface is announced for retirement",
            "set api_version = \"\(Self.lastingVersion)\"")
    }

    /// The certificate that the account signs in by, if it does.
    private var certificate: [Finding] {
        guard case .token(.clientCertificate(_, let clientID, let source, _), _) = account.auth else { return [] }
        do throws(UpstreamError) {
            let certificate = try ClientCertificate.read(source)
            try certificate.check(now: now())
            let days = certificate.expires.day - now().day
            let text = "the certificate expires on \(certificate.expires.dateText), in \(days) days"
            guard days <= Self.certificateWarning else { return [finding(.certificate, text)] }
            return [
                finding(
                    .certificate, text,
                    "make a new one, upload it to the application '\(clientID)', then put it into \(source)")
            ]
        } catch {
            return [finding(.certificate, error.message, error.remedy ?? "make a new one")]
        }
    }
}

extension UpstreamError {
    /// What happened, in its code and words.
    fileprivate var brief: String { status.map { "\($0) \(code): \(message)" } ?? "\(code): \(message)" }
}
