import Catalog
import Foundation
import PoolDefinitions
import Testing

/// Definitions after real shapes, and what each of them uses.
struct SampleTests {
    private static let folder = Bundle.module.resourceURL?.appendingPathComponent("Samples")

    private func files() throws -> [String] {
        let folder = try #require(Self.folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return paths.filter { $0.contains("/") && $0.contains(".") }
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: try #require(Self.folder).appendingPathComponent(path)))
    }

    @Test func `finds what each sample uses, on its line`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        let files = try files()
        #expect(files.count >= 60)
        let found = try files.flatMap { path in
            let uses = try DefinitionFile.read(try bytes(path), DefinitionFile.Context()).uses(vocabulary)
            return uses.isEmpty ? ["\(path)\tnothing"] : uses.map { "\(path)\t\($0.row)" }
        }
        let expected = String(decoding: try bytes("../samples.tsv"), as: UTF8.self).split(separator: "\n").map(
            String.init)
        #expect(found.count == expected.count)
        for line in Set(found).symmetricDifference(expected).sorted() {
            Issue.record("\(found.contains(line) ? "found" : "expected"): \(line)")
        }
    }

    @Test func `resolves parameters from files, those of other templates too`() throws {
        let parameters = try JSONDocument.read(try bytes("arm/no-default.parameters.json"))
        let context = DefinitionFile.Context(parameters: parameters)
        let vocabulary = try RecordedNames.vocabulary()
        let uses = try DefinitionFile.read(try bytes("arm/no-default.json"), context).uses(vocabulary)
        #expect(
            uses.map(\.row) == ["7\tarm\tp\tmicrosoft-dsvm:ubuntu-hpc:2204:latest\tbatch.node.ubuntu 22.04\t-"])
    }
}
