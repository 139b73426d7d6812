import Foundation
import TestSupport
import Testing

/// README.md and the pages of docs/ say what the programs do.
struct DocumentTests {
    private static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized

    private static func page(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `has examples that print what the programs print, and a picture of it`() throws {
        let script = Self.root.appendingPathComponent("packaging/documents.py").path
        let result = try Programs.run(
            "/usr/bin/python3", [script, try Programs.path("batchimgctl").deletingLastPathComponent().path, "--check"])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `is short for who comes by, and leads to every page`() throws {
        #expect(try Self.page("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 131)
        let index = try Self.page("docs/README.md")
        let pages = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent("docs").path)
        for page in pages where page.hasSuffix(".md") && page != "README.md" {
            #expect(index.contains("](\(page))"), "\(page)")
        }
    }
}
