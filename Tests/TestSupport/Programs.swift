import Dispatch
package import Foundation

/// The built programs, beside the test bundle.
package enum Programs {
    package struct Result {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// - Parameter name: a program of ours, or the absolute path of another.
    package static func path(_ name: String) throws -> URL {
        if name.hasPrefix("/") { return URL(fileURLWithPath: name) }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name)
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appendingPathComponent(name)
    }

    /// What programs are started with: nothing of the person who runs the tests, but what sanitizers are told.
    package static let plain = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TERM": "xterm"].merging(
        ProcessInfo.processInfo.environment.filter { ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key) }
    ) { first, _ in first }

    /// Waits on a thread of its own: the tasks of a server in this process, which the program asks, have few to share.
    package static func runAside(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: name).async {
                continuation.resume(with: Swift.Result { try run(name, arguments, environment: environment) })
            }
        }
    }

    /// Starts a program that the caller waits for or ends; what it complains of is lost.
    package static func start(_ name: String, _ arguments: [String], output: Any = FileHandle.nullDevice) throws
        -> Process
    {
        let process = Process()
        process.executableURL = try path(name)
        process.arguments = arguments
        process.environment = plain
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    package static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Result
    {
        let process = Process()
        process.executableURL = try path(name)
        process.arguments = arguments
        process.environment = plain.merging(environment) { _, new in new }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["out", "err"].map { folder.appendingPathComponent($0) }
        for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
            errors: try String(contentsOf: files[1], encoding: .utf8))
    }
}
