import Catalog
import ControlAPI
import Foundation
import HTTPTypes
import Testing

@testable import SyncDaemon

/// The description of the socket knows every route there is.
struct DescribedRoutesTests {
    @Test func `describes every route, and no other`() async throws {
        try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
            let bytes = Data(PackageResources.openapi_json)
            let document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            let described = paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } }
            #expect(described.sorted() == socket.table.map { "\($0.method.rawValue.lowercased()) \($0.path)" }.sorted())
            let page = try String(
                contentsOf: URL(fileURLWithPath: #filePath).appendingPathComponent("../../../man/batchimgd-api.7")
                    .standardized, encoding: .utf8)
            let items = page.split(separator: "\n").filter { $0.hasPrefix(".It Ic ") }.map { $0.split(separator: " ") }
            for route in socket.table {
                #expect(
                    items.contains { $0[2] == route.method.rawValue && $0.dropFirst(4).contains { $0 == route.path } },
                    "batchimgd-api(7) does not tell of \(route.path)")
            }
            #expect((document["info"] as? [String: String])?["version"] == Batchimgd.version)
        }
    }
}
