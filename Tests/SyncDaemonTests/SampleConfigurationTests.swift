import Foundation
import Testing

@testable import SyncDaemon

/// `config/batchimgd.toml` shows every key that there is, each with its default.
struct SampleConfigurationTests {
    private let places = Places(environment: [:], isRoot: true)
    private let sample: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        sample = try String(contentsOf: root.appendingPathComponent("config/batchimgd.toml"), encoding: .utf8)
    }

    /// The lines `# key = value` from the one that begins a table to the next table.
    private func keys(from start: String, to end: String?) throws -> [(name: String, line: String)] {
        let begin = try #require(sample.range(of: start))
        let stop = end.flatMap { sample[begin.upperBound...].range(of: $0) }?.lowerBound ?? sample.endIndex
        return sample[begin.upperBound..<stop].matches(of: /(?m)^# (([a-z_]+) = .*)$/).map {
            (String($0.2), String($0.1))
        }
    }

    private func parse(_ text: String) throws(SettingsError) -> Settings {
        try Settings.parse(text, file: "f", places: places)
    }

    /// The keys that a table takes, as the error about another one lists them.
    private func known(_ text: String) throws -> Set<String> {
        do {
            _ = try parse(text)
        } catch {
            for problem in error.problems {
                guard let list = problem.message.split(separator: "known are ").dropFirst().last else { continue }
                return Set(list.split(separator: ", ").map(String.init))
            }
        }
        return []
    }

    @Test func `is what the keys say of themselves`() {
        #expect(sample == SampleConfiguration.text, "run: make manual")
    }

    @Test func `changes nothing as it is`() throws {
        #expect(try parse(sample) == parse(""))
    }

    @Test func `names the default of every key of the daemon`() throws {
        let keys = try keys(from: "\n[daemon]\n", to: "# [[account]]\n")
        #expect(Set(keys.map(\.name)) == (try known("[daemon]\nqqqqqqqqqqqq = 1\n")))
        // The group need not be there where the tests run.
        let lines = keys.filter { $0.name != "socket_group" }.map(\.line)
        #expect(lines.count >= 12)
        #expect(try parse("[daemon]\n" + lines.joined(separator: "\n")) == parse(""))
    }

    @Test func `names every key of an account`() throws {
        let keys = try keys(from: "# [[account]]\n", to: "# [account.auth]\n")
        #expect(Set(keys.map(\.name)) == (try known("[[account]]\nqqqqqqqqqqqq = 1\n")).subtracting(["auth"]))
        let required = ["name", "endpoint"]
        let auth = "[account.auth]\nmethod = \"shared-key\"\nkey = { env = \"KEY\" }\n"
        func account(_ keys: [String]) throws -> AccountSettings? {
            try parse("[[account]]\n\(keys.joined(separator: "\n"))\n\(auth)").accounts.first
        }
        let minimal = try #require(try account(keys.filter { required.contains($0.name) }.map(\.line)))
        // A default changes nothing; an example does, of a key that has none.
        let examples = try keys.filter { key in
            try account(keys.filter { required.contains($0.name) || $0 == key }.map(\.line)) != minimal
        }
        #expect(examples.count == Mirror(reflecting: minimal).children.count { "\($0.value)" == "nil" }, "\(examples)")
        #expect(try account(keys.map(\.line))?.filter == "osType eq 'linux'")
    }

    /// The keys that each method takes.
    private static let methods: [(method: String, keys: [String])] = [
        ("shared-key", ["account", "key"]),
        ("client-secret", ["tenant", "client_id", "secret", "authority"]),
        ("client-certificate", ["tenant", "client_id", "certificate", "send_chain", "authority"]),
        ("workload-identity", ["tenant", "client_id", "token_file", "authority"]),
        ("managed-identity", ["client_id", "source"]), ("managed-identity", ["object_id", "source"]),
        ("managed-identity", ["resource_id", "source"]), ("azure-cli", ["tenant"]),
    ]

    @Test func `names every key of signing in, and which method takes it`() throws {
        let keys = try keys(from: "# [account.auth]\n", to: "# [[alert]]\n")
        let account = "[[account]]\nname = \"a\"\nendpoint = \"https://x.example\"\n[account.auth]\n"
        #expect(Set(keys.map(\.name)) == (try known("\(account)qqqqqqqqqqqq = 1\n")))
        #expect(Set(keys.map(\.name)) == Set(Self.methods.flatMap(\.keys)).union(["method"]))
        for (method, own) in Self.methods {
            let lines = keys.filter { own.contains($0.name) }.map(\.line)
            #expect(lines.count == own.count)
            let text = "\(account)method = \"\(method)\"\n" + lines.joined(separator: "\n")
            #expect(try parse(text).accounts.count == 1)
            for (name, line) in keys where !own.contains(name) && !["method", "authority"].contains(name) {
                guard !Self.methods.contains(where: { $0.method == method && $0.keys.contains(name) }) else { continue }
                #expect(throws: SettingsError.self, "\(method) takes \(name)") { try parse("\(text)\n\(line)\n") }
            }
        }
    }

    @Test func `names every key of an alert, each with its default`() throws {
        let keys = try keys(from: "# [[alert]]\n", to: nil)
        #expect(Set(keys.map(\.name)) == (try known("[[alert]]\nqqqqqqqqqqqq = 1\n")))
        func alert(_ keys: [String]) throws -> AlertSettings? {
            let account =
                "[[account]]\nname = \"contoso-we\"\nendpoint = \"https://x.example\"\n[account.auth]\n"
                + "method = \"shared-key\"\nkey = { env = \"KEY\" }\n"
            return try parse("\(account)[[alert]]\n\(keys.joined(separator: "\n"))\n").alerts.first
        }
        let required = keys.filter { ["name", "exec"].contains($0.name) }.map(\.line)
        let minimal = try #require(try alert(required))
        for (name, line) in keys where !["name", "exec", "webhook", "accounts"].contains(name) {
            #expect(try alert(required + [line]) == minimal, "\(name)")
        }
        #expect(try alert(keys.filter { $0.name != "exec" }.map(\.line))?.accounts == ["contoso-we"])
    }
}
