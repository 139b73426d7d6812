import Foundation

/// Configuration, keys, record and socket of a demo, and the programs that it takes from beside this one.
struct DemoFolder {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let url: URL
    private let programs: URL

    var configuration: String { url.appendingPathComponent("batchimgd.toml").path }
    var socket: String { url.appendingPathComponent("batchimgd.sock").path }
    var database: String { url.appendingPathComponent("images.db").path }
    var log: String { url.appendingPathComponent("daemon.log").path }

    init() throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        programs = URL(fileURLWithPath: own).deletingLastPathComponent()
        // A socket's path has 107 bytes at most (unix(7)).
        let temporary = FileManager.default.temporaryDirectory.path
        let parent = temporary.utf8.count < 60 ? temporary : "/tmp"
        var template = Array("\(parent)/batchimgd-demo.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else {
            throw Failure(description: "cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
        }
        url = URL(fileURLWithPath: String(cString: path))
    }

    /// With what the daemon has said.
    func failure(_ what: String) -> Failure {
        let log = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return Failure(description: "cannot go on: \(what)\n\(log)")
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    /// - Throws: `Failure` when it is not there.
    func program(_ name: String) throws -> String {
        let path = programs.appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Failure(description: "cannot show it without the program \(name): install it beside batch-emulator")
        }
        return path
    }

    /// How a person types the name of a program: bare where the shell finds it.
    func typed(_ name: String) -> String {
        let isFound = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
            $0 == programs.path
        }
        return isFound == true ? name : programs.appendingPathComponent(name).path
    }

    /// - Parameters:
    ///   - accounts: with their keys.
    ///   - port: where the emulator listens.
    func configure(_ accounts: [(name: String, key: String)], port: Int) throws {
        var text = "[daemon]\ndatabase = \"\(database)\"\nsocket = \"\(socket)\"\nlog_format = \"text\"\n"
        for (name, key) in accounts {
            let file = url.appendingPathComponent("\(name).key").path
            _ = FileManager.default.createFile(
                atPath: file, contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
            text += """

                [[account]]
                name = "\(name)"
                endpoint = "http://127.0.0.1:\(port)/accounts/\(name)"
                [account.auth]
                method = "shared-key"
                account = "\(name)"
                key = { file = "\(file)" }

                """
        }
        try text.write(toFile: configuration, atomically: false, encoding: .utf8)
    }
}
