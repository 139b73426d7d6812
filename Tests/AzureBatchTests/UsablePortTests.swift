import AsyncHTTPClient
import Testing

@testable import AzureBatch

/// Ports that no host has: a number beyond 65535 is cut to another port by some, and ends the program in others.
struct UsablePortTests {
    private static let impossible = ["0", "65536", "70000", "99999999999999999999"]

    @Test func `are addresses that nothing is sent to, and no proxy's`() {
        for port in Self.impossible {
            for host in ["https://127.0.0.1", "https://login.example", "http://localhost", "https://[::1]"] {
                #expect(!SafeURL.takesCredentials("\(host):\(port)/x"))
            }
            #expect(ProxyAddress("http://127.0.0.1:\(port)") == nil && ProxyAddress("proxy.example:\(port)") == nil)
        }
        for port in ["", ":", ":1", ":65535"] {
            #expect(SafeURL.takesCredentials("https://127.0.0.1\(port)/x"))
            #expect(ProxyAddress("http://127.0.0.1\(port)/") != nil)
        }
    }

    @Test(arguments: impossible, ["127.0.0.1", "localhost"])
    func `fail the request that leads there`(port: String, host: String) async throws {
        let transport = HTTPTransport(.shared)
        let error = await #expect(throws: UpstreamError.self) {
            _ = try await transport.send(
                "http://\(host):\(port)/", headers: [], maximumBytes: nil, within: .seconds(5), clock: ContinuousClock()
            )
        }
        #expect(error?.message.contains("port is not from 1 to 65535") == true && error?.isTransient == false)
    }
}
