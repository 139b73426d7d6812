import AsyncHTTPClient
import AzureBatch
import Foundation
import NIOConcurrencyHelpers
import NIOSSL

/// The ways out to the network, one for each pair of proxy and trust anchors, so that accounts share connections.
final class Transports: Sendable {
    private struct Route: Hashable {
        let proxy: Proxy?
        let caFile: String?
    }

    private struct Proxy: Hashable {
        let host: String
        let port: Int
    }

    private let clients = NIOLockedValueBox<[Route: HTTPClient]>([:])
    private let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// - Throws: `UpstreamError` when the trust anchors cannot be read.
    func transport(for account: AccountSettings) throws(UpstreamError) -> HTTPTransport {
        let route = Route(proxy: proxy(for: account), caFile: account.caFile)
        do {
            let client = try clients.withLockedValue { clients in
                if let client = clients[route] { return client }
                let client = try Self.client(route)
                clients[route] = client
                return client
            }
            return HTTPTransport(client)
        } catch {
            throw .credential("cannot use the trust anchors in \(account.caFile ?? "the system's store"): \(error)")
        }
    }

    /// Closes every connection.
    func shutDown() async throws {
        for client in clients.withLockedValue({ Array($0.values) }) { try await client.shutdown() }
    }

    private static func client(_ route: Route) throws -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile = route.caFile {
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(caFile))]
        }
        var configuration = HTTPTransport.configuration
        configuration.tlsConfiguration = tls
        configuration.proxy = route.proxy.map { .server(host: $0.host, port: $0.port) }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// The account's own proxy, else the environment's unless it exempts the host.
    private func proxy(for account: AccountSettings) -> Proxy? {
        guard let endpoint = URLComponents(string: account.endpoint), let host = endpoint.host else { return nil }
        let variable = endpoint.scheme == "https" ? "https_proxy" : "http_proxy"
        let inherited = environment[variable] ?? environment[variable.uppercased()]
        let text = account.proxy ?? (isExempt(host) ? nil : inherited)
        guard let proxy = text.flatMap({ URLComponents(string: $0) }), let proxyHost = proxy.host else { return nil }
        return Proxy(host: proxyHost, port: proxy.port ?? 80)
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
