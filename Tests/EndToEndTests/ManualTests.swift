import Foundation
import TestSupport
import Testing

/// The manual pages say what the programs do: every key, flag and exit status.
struct ManualTests {
    private static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized

    /// The page as a person reads it, without the formatter's changes.
    private static func page(_ name: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent("man/\(name)"), encoding: .utf8)
    }

    @Test func `holds what the program and the sample configuration say`() throws {
        let script = Self.root.appendingPathComponent("packaging/manual.py").path
        let result = try Programs.run(
            "/usr/bin/python3", [script, try Programs.path("batchimgctl").path, "--check"])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `names every command and flag that the help names`() throws {
        let page = try Self.page("batchimgctl.1")
        let overview = try Programs.run("batchimgctl", ["--help"]).output
        let commands = overview.matches(of: #/\n  ([a-z]+)  /#).map { String($0.1) }
        #expect(commands.count == 23)
        for command in commands {
            #expect(page.contains("\n.Ss \(command)\n"), "\(command)")
            let help = try Programs.run("batchimgctl", [command, "--help"]).output
            for flag in help.matches(of: #/\n  (-o, )?-(-[a-z-]+)/#).map({ String($0.2) })
            where !["-help", "-version"].contains(flag) {
                #expect(page.contains("Fl \(flag)"), "\(command) -\(flag)")
            }
        }
    }

    @Test(arguments: [("batchimgctl.1", [0, 1, 3, 4, 5, 7, 64, 77]), ("batchimgd.8", [0, 1, 64, 78])])
    func `names every exit status`(page: String, codes: [Int]) throws {
        let part = try Self.page(page).components(separatedBy: ".Sh EXIT STATUS\n").last?
            .components(separatedBy: "\n.Sh ").first
        #expect(part?.matches(of: #/\.It (\d+)/#).compactMap { Int($0.1) } == codes)
    }

    @Test func `names every key of the configuration`() throws {
        let page = try Self.page("batchimgd.toml.5")
        let sample = try String(
            contentsOf: Self.root.appendingPathComponent("config/batchimgd.toml"), encoding: .utf8)
        let keys = sample.matches(of: #/\n#? ?([a-z_]+) += /#).map { String($0.1) }
        #expect(keys.count > 25)
        for key in keys { #expect(page.contains("\n.It Ic \(key) "), "\(key)") }
    }

    @Test func `names every flag and command of the daemon`() throws {
        let page = try Self.page("batchimgd.8")
        for command in ["run", "check-config"] {
            #expect(page.contains("\n.It Ic \(command)\n"))
            let help = try Programs.run("batchimgd", [command, "--help"]).output
            for flag in help.matches(of: #/\n  -(-[a-z-]+)/#).map({ String($0.1) }) where flag != "-help" {
                #expect(page.contains("Fl \(flag)"), "\(command) -\(flag)")
            }
        }
    }
}
