import Foundation
import TestSupport
import Testing

/// Under which licenses the programs are is said in one way, and what they contain is named where Debian looks for it.
struct CopyrightTests {
    private static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized

    /// What the build took, of its own account of that.
    private struct Resolved: Decodable {
        struct Object: Decodable { let dependencies: [Package] }
        struct Package: Decodable { let subpath: String }
        let object: Object
    }

    /// Where the build keeps the sources of packages, whatever its folder is called.
    private static func checkouts() throws -> URL {
        var folder = try Programs.path("batchimgd").resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let checkouts = folder.appendingPathComponent("checkouts")
            if FileManager.default.fileExists(atPath: checkouts.path) { return checkouts }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// What the paragraphs of debian/copyright speak of.
    private static func named() throws -> Set<String> {
        let copyright = try text("debian/copyright")
        let files = copyright.matches(of: /(?m)^Files: (.*(?:\n .*)*)$/)
        return Set(files.flatMap { $0.1.split(whereSeparator: \.isWhitespace).map(String.init) })
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `every package of the resolved graph is in debian/copyright`() throws {
        let state = try Data(
            contentsOf: Self.checkouts().appendingPathComponent("../workspace-state.json").standardized)
        let resolved = try JSONDecoder().decode(Resolved.self, from: state)
        let packages = resolved.object.dependencies.map(\.subpath)
        #expect(packages.count > 20)
        #expect(Set(packages).subtracting(try Self.named()) == [])
    }

    /// Sources that are not in Swift are often others' than the package's that has them.
    @Test func `every target of packages that is not in Swift is known, and what it has of others is named`() throws {
        /// Nil: the package's own, or nothing that is linked.
        let known: [String: String?] = [
            "CAsyncHTTPClient": nil, "CCryptoBoringSSL": "BoringSSL", "CCryptoBoringSSLShims": nil,
            "CNIOAtomics": "cpp_magic.h", "CNIOBoringSSL": "BoringSSL", "CNIOBoringSSLShims": nil, "CNIODarwin": nil,
            "CNIOExtrasZlib": "zlib", "CNIOFreeBSD": nil, "CNIOLLHTTP": "llhttp", "CNIOLinux": nil, "CNIOOpenBSD": nil,
            "CNIOPosix": nil, "CNIOSHA1": nil, "CNIOWASI": nil, "CNIOWindows": nil, "CSystem": nil, "CXKCP": "XKCP",
            "CXKCPShims": nil, "GRDBSQLCipher": nil, "_AtomicsShims": nil, "_CWASI": nil, "_NumericsShims": nil,
            "_SubprocessCShims": nil,
        ]
        let checkouts = try Self.checkouts()
        var found: Set<String> = []
        for package in try FileManager.default.contentsOfDirectory(atPath: checkouts.path) {
            let sources = checkouts.appendingPathComponent("\(package)/Sources")
            for case let path as String in FileManager.default.enumerator(atPath: sources.path) ?? .init()
            where ["c", "cc", "cpp", "S"].contains(URL(fileURLWithPath: path).pathExtension) {
                found.insert(String(path.prefix { $0 != "/" }))
            }
        }
        #expect(found.count > 20 && found.subtracting(known.keys) == [])
        #expect(Set(known.values.compactMap(\.self)).subtracting(try Self.named()) == [])
    }

    @Test(arguments: ["batchimgd", "batchimgctl", "batch-emulator"])
    func `LICENSE, debian/copyright and the programs agree`(program: String) throws {
        let told = try Programs.run(program, ["--version"])
        #expect(told.status == 0 && told.output.hasPrefix("0.1.0\n"))
        let copyright = try Self.text("debian/copyright")
        #expect(copyright.contains("\nFiles: *\nCopyright: 2026 the batchimgd authors\nLicense: Apache-2.0\n"))
        let license = try Self.text("LICENSE")
        #expect(license.hasPrefix("SPDX-License-Identifier: Apache-2.0\n"))
        for text in [told.output, license] {
            #expect(text.contains("Copyright 2026 the batchimgd authors\n"))
            #expect(text.contains("Apache-2.0") && text.contains("https://www.apache.org/licenses/LICENSE-2.0"))
        }
    }
}
