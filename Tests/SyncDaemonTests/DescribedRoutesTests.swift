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
            #expect((document["info"] as? [String: String])?["version"] == Batchimgd.version)
        }
    }
}
