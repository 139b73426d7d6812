import Foundation
import Testing

/// Imports run one way: a newcomer can trust the drawing in ARCHITECTURE.md.
struct ImportGraphTests {
    private static let allowed: [String: Set<String>] = [
        "Catalog": [], "AzureBatch": ["Catalog"], "CatalogStore": ["Catalog"], "ControlAPI": ["Catalog"],
        "RecordedListings": ["Catalog"], "QueryService": ["Catalog", "ControlAPI", "CatalogStore"],
        "SyncDaemon": ["Catalog", "AzureBatch", "CatalogStore", "ControlAPI", "QueryService"],
        "BatchEmulator": ["Catalog", "AzureBatch", "RecordedListings"],
        "batchimgd": ["Catalog", "SyncDaemon"], "batchimgctl": ["Catalog", "ControlAPI"],
        "batch-emulator": ["BatchEmulator", "Catalog", "RecordedListings"],
    ]

    @Test func `no target imports another than the graph says`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources")
        let targets = try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
        #expect(Set(targets) == Set(Self.allowed.keys))
        let own = Set(targets)
        for target in targets {
            let folder = sources.appendingPathComponent(target)
            for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
                ?? .init()
            where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /(?m)^(?:package |public )?import (?:struct |class |func )?([A-Za-z_]+)/)
                {
                    let module = String(match.1)
                    guard own.contains(module) else { continue }
                    #expect(
                        Self.allowed[target]?.contains(module) == true, "\(file.lastPathComponent) imports \(module)")
                }
            }
        }
    }
}
