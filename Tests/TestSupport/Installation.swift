package import Foundation

/// The emulator and the daemon as programs, in a folder of their own; both end with the test.
package struct Installation {
    package let folder: URL
    package let url: String
    package let keys: [String: String]
    private let user: User?
    private let environment: [String: String]
    package let daemon: Process

    package var socket: String { folder.appendingPathComponent("s.sock").path }
    package var configuration: String { folder.appendingPathComponent("batchimgd.toml").path }
    /// Where the database lies.
    package var state: URL { folder.appendingPathComponent("state") }
    package var database: String { state.appendingPathComponent("images.db").path }
    /// What the daemon has written on stderr.
    package var log: String {
        (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
    }

    package func ctl(_ arguments: String...) throws -> Programs.Result {
        try Programs.run("batchimgctl", arguments, environment: ["BATCHIMGD_SOCKET": socket])
    }

    /// What another reader of the file is answered.
    package func sqlite(_ query: String) throws -> String {
        try Programs.run("/usr/bin/sqlite3", ["-readonly", database, query]).output
    }

    /// Sets the faults that the emulated account meets: a JSON list.
    package func fault(_ account: String, _ faults: String) throws { try Self.fault(url, account, faults) }

    /// The same of an emulator, before there is a daemon.
    package static func fault(_ url: String, _ account: String, _ faults: String) throws {
        let target = "\(url)/_emulator/accounts/\(account)/faults"
        _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "PUT", "-d", faults, target])
    }

    /// Shows the next recorded day.
    package func step() throws {
        _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "POST", "\(url)/_emulator/step"])
    }

    /// Rewrites the configuration.
    package func edit(_ change: (String) -> String) throws {
        let text = change(try String(contentsOfFile: configuration, encoding: .utf8))
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Starts another daemon on the same configuration; the caller ends it.
    package func restart() throws -> Process {
        try Self.start(folder, user: user, stateMegabytes: nil, environment: environment)
    }

    /// - Parameters:
    ///   - accounts: those of the emulator that the daemon is configured with.
    ///   - settings: lines for `[daemon]`.
    ///   - user: whom the daemon runs as; needs root.
    ///   - stateMegabytes: puts the database on a disk of its own, of this size.
    ///   - environment: variables of the daemon.
    ///   - signIn: how accounts sign in otherwise than by key.
    ///   - silent: accounts whose first sync does not end.
    ///   - prepare: runs before the daemon starts.
    package static func with(
        emulator options: [String], accounts: [String], daemon settings: String = "", user: User? = nil,
        stateMegabytes: Int? = nil, environment: [String: String] = [:], signIn: SignIn? = nil,
        silent: [String] = [], prepare: (_ url: String) throws -> Void = { _ in }, _ body: (Installation) throws -> Void
    ) throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.url
        let options = options + (try signIn?.options(folder) ?? [])
        let emulator = Process()
        let pipe = Pipe()
        emulator.executableURL = try Programs.path("batch-emulator")
        emulator.arguments = options + accounts.flatMap { ["--account", $0] }
        emulator.standardOutput = pipe
        try emulator.run()
        defer { end(emulator) }
        var lines: [String] = []
        var text = Data()
        // Without accounts of ours it has one of its own.
        while lines.count < max(accounts.count, 1) + 1 || text.last != 0x0A {
            let chunk = pipe.fileHandleForReading.availableData
            guard !chunk.isEmpty else { throw CocoaError(.fileReadUnknown) }
            text += chunk
            lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        let url = String(lines[0].dropFirst("listening on ".count))
        let pairs = lines.dropFirst().map { $0.split(separator: " ").map(String.init) }
        let keys = Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
        try prepare(url)
        try signIn?.prepare(folder, url)
        try writeConfiguration(folder, url, keys, settings, signIn)
        if let user { _ = try Programs.run("/bin/chown", ["-R", "\(user.id):\(user.group)", folder.path]) }
        let environment = environment.merging(signIn?.environment(folder, url) ?? [:]) { _, new in new }
        let daemon = try start(
            folder, user: user, stateMegabytes: stateMegabytes, mounted: signIn?.mounted(folder),
            environment: environment)
        defer { end(daemon) }
        let installation = Installation(
            folder: folder, url: url, keys: keys, user: user, environment: environment, daemon: daemon)
        let expected = keys.count - silent.count
        try installation.wait("the first syncs") { installation in
            let columns = ["accounts", "-o", "csv", "--no-header", "--columns", "state"]
            let states = try Programs.run("batchimgctl", ["--socket", installation.socket] + columns).output
            return states.split(separator: "\n").count { $0 != "never" } >= expected
        }
        try body(installation)
    }

    /// Polls until a condition holds; after a minute it never will.
    package func wait(_ what: String, until holds: (Installation) throws -> Bool) throws {
        let end = Date.now.addingTimeInterval(60)
        while try !holds(self) {
            guard Date.now < end else { throw NSError(domain: "waited in vain for \(what)\n\(log)", code: 1) }
        }
    }

    package static func end(_ process: Process) {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    private static func start(
        _ folder: URL, user: User?, stateMegabytes: Int? = nil, mounted: String? = nil,
        environment: [String: String]
    ) throws -> Process {
        let daemon = Process()
        let program = try Programs.path("batchimgd")
        let arguments = ["run", "--config", folder.appendingPathComponent("batchimgd.toml").path]
        // The Arc agent's folder, for the daemon alone.
        var mount = mounted.map { "mount --bind \($0) /var/opt" }
        if let stateMegabytes {
            let state = folder.appendingPathComponent("state").path
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            mount = "mount -t tmpfs -o size=\(stateMegabytes)m tmpfs \(state)"
        }
        // A mount namespace of its own: what is mounted goes with the process.
        let starter = mount.map {
            ["/usr/bin/unshare", geteuid() == 0 ? "-m" : "-rm", "/bin/sh", "-c", "\($0) && exec \"$0\" \"$@\""]
        }
        let command = (starter ?? user?.command ?? []) + [program.path] + arguments
        daemon.executableURL = URL(fileURLWithPath: command[0])
        daemon.arguments = Array(command.dropFirst())
        let log = folder.appendingPathComponent("log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        daemon.standardError = handle
        daemon.environment = Programs.plain.merging(environment) { _, new in new }
        try daemon.run()
        return daemon
    }

    private static func writeConfiguration(
        _ folder: URL, _ url: String, _ keys: [String: String], _ settings: String, _ signIn: SignIn?
    ) throws {
        var text = """
            [daemon]
            database = "\(folder.path)/state/images.db"
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

                """
            let key = """
                method = "shared-key"
                account = "\(name)"
                key = { file = "\(file.path)" }

                """
            text += try signIn?.auth(name, folder, url) ?? key
        }
        try text.write(to: folder.appendingPathComponent("batchimgd.toml"), atomically: true, encoding: .utf8)
    }
}
