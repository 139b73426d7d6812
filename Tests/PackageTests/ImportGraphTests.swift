import Foundation
import Testing

/// Imports run one way: a newcomer can trust the drawing in ARCHITECTURE.md.
struct ImportGraphTests {
    private static let allowed: [String: Set<String>] = [
        "Catalog": [], "AzureBatch": ["Catalog"], "CatalogStore": ["Catalog"], "ControlAPI": ["Catalog"],
        "PoolDefinitions": ["Catalog"], "RecordedListings": ["Catalog"],
        "Reports": ["Catalog"], "QueryService": ["Catalog", "ControlAPI", "CatalogStore", "Reports"],
        "SyncDaemon": ["Catalog", "AzureBatch", "CatalogStore", "ControlAPI", "QueryService"],
        "BatchEmulator": ["Catalog", "AzureBatch", "RecordedListings"],
        "batchimgd": ["Catalog", "SyncDaemon"], "batchimgctl": ["Catalog", "ControlAPI", "PoolDefinitions"],
        "batch-emulator": ["BatchEmulator", "Catalog", "RecordedListings"],
    ]

    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    private struct File {
        let name: String
        /// Within the target; empty for the target's own.
        let folder: String
        let text: String
    }

    private static func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
    }

    private static func files(of target: String) throws -> [File] {
        let root = sources.appendingPathComponent(target)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }
        return try paths.map { path in
            File(
                name: path, folder: path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "",
                text: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
        }
    }

    @Test func `no target imports another than the graph says`() throws {
        let targets = try Self.targets()
        #expect(Set(targets) == Set(Self.allowed.keys))
        for target in targets {
            for file in try Self.files(of: target) {
                for match in file.text.matches(
                    of: /(?m)^(?:package |public )?import (?:struct |class |func )?([A-Za-z_]+)/)
                {
                    let module = String(match.1)
                    guard targets.contains(module) else { continue }
                    #expect(Self.allowed[target]?.contains(module) == true, "\(file.name) imports \(module)")
                }
            }
        }
    }

    /// Which folders of a target use types of which others, and who does so.
    private static func folderGraph(_ files: [File]) -> [String: [String: String]] {
        var home: [Substring: String] = [:]
        for file in files {
            for match in file.text.matches(
                of: /(?m)^(?:package |public )?(?:final )?(?:struct|class|enum|actor|protocol) ([A-Z][A-Za-z]*)/)
            {
                home[match.1] = file.folder
            }
        }
        var graph: [String: [String: String]] = [:]
        for file in files {
            // Neither comments nor texts.
            let code = file.text.replacing(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\/\/.*/, with: "")
            for match in code.matches(of: /\b[A-Z][A-Za-z]*/) {
                guard let folder = home[match.0], folder != file.folder else { continue }
                graph[file.folder, default: [:]][folder] = "\(file.name) uses \(match.0)"
            }
        }
        return graph
    }

    @Test func `no folders of a target use each other in a circle`() throws {
        for target in try Self.targets() {
            var graph = Self.folderGraph(try Self.files(of: target))
            // Folders that use none of those that are left go, until none is left, or a circle.
            var left = Set(graph.keys).union(graph.values.flatMap(\.keys))
            while let free = left.first(where: { Set(graph[$0, default: [:]].keys).isDisjoint(with: left) }) {
                left.remove(free)
                graph[free] = nil
            }
            let circle = graph.flatMap { folder, uses in
                uses.filter { left.contains($0.key) }.map { "'\(folder)' -> '\($0)': \($1)" }
            }
            #expect(circle.isEmpty, "\(target): \(circle.sorted().joined(separator: "; "))")
        }
    }

    @Test func `no two types have one name`() throws {
        var homes: [String: Set<String>] = [:]
        for target in try Self.targets() {
            for file in try Self.files(of: target) {
                for match in file.text.matches(
                    of: /(?m)^(?:package |public )?(?:final )?(?:struct|class|enum|actor|protocol) ([A-Z][A-Za-z]*)/)
                {
                    homes[String(match.1), default: []].insert("\(target)/\(file.name)")
                }
            }
        }
        for (name, files) in homes where files.count > 1 {
            Issue.record("\(name): \(files.sorted().joined(separator: ", "))")
        }
    }
}
