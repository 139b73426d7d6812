import AsyncHTTPClient
import AzureBatch
import Foundation
import NIOConcurrencyHelpers
import NIOSSL

/// The ways out to the network, one for each pair of proxy and trust anchors, so that accounts share connections.
final class Transports: Sendable {
    private struct Path: Hashable {
        let proxy: ProxyAddress?
        let caFile: String?
    }

    private let ways = NIOLockedValueBox<[Path: Way]>([:])
    private let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The way to a URL that the account sends credentials to.
    ///
    /// - Throws: `UpstreamError` when the trust anchors cannot be read.
    func transport(to url: String, for account: AccountSettings) throws(UpstreamError) -> HTTPTransport {
        try transport(Path(proxy: try proxy(to: url, own: account.proxy), caFile: account.caFile))
    }

    /// The way to a URL that is no account's.
    func transport(to url: String) throws(UpstreamError) -> HTTPTransport {
        try transport(Path(proxy: try proxy(to: url, own: nil), caFile: nil))
    }

    /// The way to what is on this machine, or its host: no proxy knows it.
    func direct() throws(UpstreamError) -> HTTPTransport {
        try transport(Path(proxy: nil, caFile: nil))
    }

    /// The proxy on the way to a URL, as `host:port`.
    func proxyName(to url: String, for account: AccountSettings) -> String? {
        (try? proxy(to: url, own: account.proxy))?.description
    }

    private func transport(_ route: Path) throws(UpstreamError) -> HTTPTransport {
        do {
            let anchors = try route.caFile.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
            let way = try ways.withLockedValue { ways in
                if let way = ways[route], way.anchors == anchors { return way }
                let way = Way(try Self.client(route, anchors), anchors: anchors)
                ways[route] = way
                return way
            }
            return HTTPTransport(way.client, keeping: way)
        } catch {
            throw .credential(
                "cannot use the trust anchors in \(route.caFile ?? "the system's store"): \(error)",
                remedy: "check 'ca_file'")
        }
    }

    /// Gives up the ways that only accounts which left have used.
    func forget(allBut accounts: [AccountSettings]) {
        let caFiles = Set(accounts.map(\.caFile) + [nil])
        let inherited = ["https_proxy", "HTTPS_PROXY"].compactMap { environment[$0] }.map { ProxyAddress($0) }
        let proxies = Set(accounts.map(\.proxy) + inherited + [nil])
        ways.withLockedValue {
            $0 = $0.filter { caFiles.contains($0.key.caFile) && proxies.contains($0.key.proxy) }
        }
    }

    func shutDown() async throws {
        for way in ways.withLockedValue({ Array($0.values) }) { try await way.client.shutdown() }
    }

    private static func client(_ route: Path, _ anchors: [UInt8]?) throws -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let anchors {
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(anchors))]
        }
        var configuration = HTTPTransport.configuration
        configuration.tlsConfiguration = tls
        configuration.proxy = route.proxy?.server
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// The account's own proxy, if it has one, else the environment's unless it exempts the host. What goes to this machine in clear
    /// text goes through none, which would read it.
    private func proxy(to url: String, own: ProxyAddress?) throws(UpstreamError) -> ProxyAddress? {
        guard let url = URLComponents(string: url), let host = url.host, url.scheme == "https" else { return nil }
        if let own { return own }
        for name in ["https_proxy", "HTTPS_PROXY"] {
            guard let text = environment[name] else { continue }
            guard !text.isEmpty, !isExempt(host) else { return nil }
            guard let proxy = ProxyAddress(text) else {
                throw .credential(
                    "cannot use the proxy that \(name) of the environment names",
                    remedy: "set \(name) to \(ProxyAddress.expected)")
            }
            return proxy
        }
        return nil
    }

    private func isExempt(_ host: String) -> Bool {
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        return list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }.contains {
            entry in
            let domain = entry.hasPrefix(".") ? String(entry.dropFirst()) : entry
            return entry == "*" || host.lowercased() == domain || host.lowercased().hasSuffix(".\(domain)")
        }
    }
}

/// A client with what its trust anchors were made from. It is closed once nobody keeps it any more, so that a request
/// that is under way on a replaced one still ends.
private final class Way: Sendable {
    let client: HTTPClient
    /// PEM text; `nil`: the system's alone.
    let anchors: [UInt8]?

    init(_ client: HTTPClient, anchors: [UInt8]?) {
        (self.client, self.anchors) = (client, anchors)
    }

    deinit {
        // One that was closed at the daemon's end says so: nothing is left to do.
        client.shutdown { _ in }
    }
}
