import Foundation
import Testing

/// What the programs contain is named where Debian looks for it.
struct CopyrightTests {
    @Test func `every package that is linked is in debian/copyright`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let package = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let linked = package.matches(of: /\.package\(url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
        let copyright = try String(contentsOf: root.appendingPathComponent("debian/copyright"), encoding: .utf8)
        let files = copyright.matches(of: /(?m)^Files: (.*)$/).flatMap { $0.1.split(separator: " ").map(String.init) }
        #expect(linked.count > 10)
        for name in linked {
            let isNamed = files.contains {
                $0 == name || ($0.hasSuffix("*") && $0 != "*" && name.hasPrefix($0.dropLast()))
            }
            #expect(isNamed, "\(name)")
        }
    }
}
