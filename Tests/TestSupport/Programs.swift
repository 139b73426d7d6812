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

    package static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Result
    {
        let process = Process()
        process.executableURL = try path(name)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { _, new in new }
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

/// The emulator and the daemon as programs, in a folder of their own; both end with the test.
package struct Installation {
    package let folder: URL
    package let url: String
    package let keys: [String: String]
    package let daemon: Process

    package var socket: String { folder.appendingPathComponent("s.sock").path }
    package var database: String { folder.appendingPathComponent("images.db").path }

    package func ctl(_ arguments: String...) throws -> Programs.Result {
        try Programs.run("batchimgctl", arguments, environment: ["BATCHIMGD_SOCKET": socket])
    }

    /// - Parameter accounts: those of the emulator that the daemon is configured with.
    package static func with(
        emulator options: [String], accounts: [String], daemon settings: String = "",
        prepare: (_ url: String) throws -> Void = { _ in }, _ body: (Installation) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("e2e-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let emulator = Process()
        let pipe = Pipe()
        emulator.executableURL = try Programs.path("batch-emulator")
        emulator.arguments = options + accounts.flatMap { ["--account", $0] }
        emulator.standardOutput = pipe
        try emulator.run()
        defer { end(emulator) }
        var lines: [String] = []
        var text = Data()
        while lines.count < accounts.count + 1 {
            let chunk = pipe.fileHandleForReading.availableData
            guard !chunk.isEmpty else { throw CocoaError(.fileReadUnknown) }
            text += chunk
            lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        let url = String(lines[0].dropFirst("listening on ".count))
        let pairs = lines.dropFirst().map { $0.split(separator: " ").map(String.init) }
        let keys = Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
        try prepare(url)
        let daemon = Process()
        daemon.executableURL = try Programs.path("batchimgd")
        daemon.arguments = ["run", "--config", try configuration(folder, url, keys, settings)]
        daemon.standardError = FileHandle.nullDevice
        try daemon.run()
        defer { end(daemon) }
        let installation = Installation(folder: folder, url: url, keys: keys, daemon: daemon)
        try installation.wait("the first syncs") { try $0.ctl("accounts", "-o", "csv").output.contains(",ok,") }
        try body(installation)
    }

    /// Polls until a condition holds, for ten seconds at most.
    package func wait(_ what: String, until holds: (Installation) throws -> Bool) throws {
        let end = Date.now.addingTimeInterval(10)
        while try !holds(self) {
            guard Date.now < end else { throw NSError(domain: "waited in vain for \(what)", code: 1) }
        }
    }

    package static func end(_ process: Process) {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    private static func configuration(
        _ folder: URL, _ url: String, _ keys: [String: String], _ settings: String
    ) throws -> String {
        var text = """
            [daemon]
            database = "\(folder.path)/images.db"
            socket = "\(folder.path)/s.sock"
            \(settings)

            """
        for (name, key) in keys.sorted(by: { $0.key < $1.key }) {
            let file = folder.appendingPathComponent("\(name).key")
            _ = FileManager.default.createFile(
                atPath: file.path, contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
            text += """
                [[account]]
                name = "\(name)"
                endpoint = "\(url)/accounts/\(name)"
                [account.auth]
                method = "shared-key"
                account = "\(name)"
                key = { file = "\(file.path)" }

                """
        }
        let path = folder.appendingPathComponent("batchimgd.toml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

/// An answer of the daemon's socket, as curl received it.
package struct SocketAnswer {
    package let status: Int
    package let body: String

    /// The body as a JSON object; empty when it is none.
    package var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
}

extension Installation {
    /// `GET` on the daemon's socket by an independent client.
    package func get(_ target: String, _ options: String...) throws -> SocketAnswer {
        let result = try Programs.run(
            "/usr/bin/curl",
            ["-s", "--unix-socket", socket, "-w", "\n%{http_code}", "http://localhost\(target)"] + options)
        let end = result.output.lastIndex(of: "\n") ?? result.output.startIndex
        return SocketAnswer(
            status: Int(result.output[end...].dropFirst()) ?? 0, body: String(result.output[..<end]))
    }
}
