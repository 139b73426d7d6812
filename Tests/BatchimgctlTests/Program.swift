import Foundation
import Glibc
import TestSupport

/// The built `batchimgctl`, beside the test bundle, run as a process.
struct Program {
    let status: Int32
    let output: String
    let errors: String

    static var path: String {
        get throws {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let places = [own, CommandLine.arguments[0]].map {
                URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("batchimgctl").path
            }
            guard let path = places.first(where: FileManager.default.isExecutableFile) else {
                throw CocoaError(.fileNoSuchFile)
            }
            return path
        }
    }

    /// Runs the program against a socket.
    init(_ arguments: [String], socket: String) throws {
        try self.init(try Self.path, arguments, environment: ["BATCHIMGD_SOCKET": socket])
    }

    init(_ executable: String, _ arguments: [String], environment: [String: String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = Programs.plain.merging(environment) { _, new in new }
        let files = try ["out", "err"].map { kind in
            let path = "/tmp/run-\(UUID().uuidString).\(kind)"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            guard let file = FileHandle(forUpdatingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
            unlink(path)
            return file
        }
        process.standardOutput = files[0]
        process.standardError = files[1]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { file in
            try file.seek(toOffset: 0)
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }
        (status, output, errors) = (process.terminationStatus, texts[0], texts[1])
    }
}
