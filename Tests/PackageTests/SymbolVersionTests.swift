import Foundation
import TestSupport
import Testing

/// A release runs where the oldest system that it is for has what it asks of the C library.
struct SymbolVersionTests {
    private static let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../packaging/symbols.sh")
        .standardized.path

    private static func symbols(_ environment: [String: String] = [:]) throws -> Programs.Result {
        let programs = try ["batchimgd", "batchimgctl", "batch-emulator"].map { try Programs.path($0).path }
        return try Programs.run(script, programs, environment: environment)
    }

    @Test func `no program needs a newer C library than Ubuntu 22.04 has`() throws {
        let told = try Self.symbols()
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.split(separator: "\n").count { $0.contains(/^batch[a-z-]+: GLIBC 2\.\d+/) } == 3)
    }

    @Test func `a program that needs a newer one is named, with what it takes from there`() throws {
        let told = try Self.symbols(["GLIBC": "2.3"])
        #expect(told.status == 1)
        #expect(told.errors.contains(/batchimgctl: it needs GLIBC 2\.\d+, and Ubuntu 22\.04 has 2\.3:\n  [a-z_]/))
    }
}
