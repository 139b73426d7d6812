import Foundation
import Glibc
import Testing

/// Accounts for the configuration, from a list of Batch accounts.
struct InitCommandTests {
    private func run(_ json: String) throws -> Program {
        let path = "/tmp/accounts-\(UUID().uuidString).json"
        try json.write(toFile: path, atomically: true, encoding: .utf8)
        defer { unlink(path) }
        return try Program(["init", "--from", path], socket: "/nonexistent/s.sock")
    }

    private func account(_ name: String, _ location: String, _ host: String) -> String {
        #"{"name":"\#(name)","location":"\#(location)","accountEndpoint":"\#(host)","tags":null}"#
    }

    @Test func `prints a table for each account`() throws {
        let result = try run("[\(account("one", "westeurope", "one.westeurope.batch.azure.com"))]")
        #expect(
            result.output == """
                [[account]]
                name = "one"
                endpoint = "https://one.westeurope.batch.azure.com"
                cloud = "public"

                [account.auth]
                method = "shared-key"
                account = "one"
                key = { file = "/etc/batchimgd/one.key" }

                """)
        #expect(result.status == 0 && result.errors.isEmpty)
    }

    @Test func `tells regions and clouds apart`() throws {
        let hosts = ["a.chinaeast.batch.chinacloudapi.cn", "a.usgovvirginia.batch.usgovcloudapi.net"]
        let result = try run("[\(account("a", "chinaeast", hosts[0])),\(account("a", "usgovvirginia", hosts[1]))]")
        #expect(result.status == 0)
        for line in [#"name = "a-chinaeast""#, #"name = "a-usgovvirginia""#, #"cloud = "china""#, #"cloud = "usgov""#] {
            #expect(result.output.contains(line))
        }
    }

    @Test(arguments: [
        ("", "not what az"), ("{}", "not what az"), (#"[{"name":"a"}]"#, "not what az"), ("[]", "az account set"),
        (#"[{"name":"a","location":"l","accountEndpoint":"h\"\nx = 1"}]"#, "accountEndpoint"),
        (#"[{"name":"A\"b","location":"l","accountEndpoint":"h"}]"#, "rename"),
        (
            #"[{"name":"a","location":"l","accountEndpoint":"h"},{"name":"a","location":"l","accountEndpoint":"h"}]"#,
            "twice"
        ),
    ])
    func `refuses what is no list of accounts`(json: String, said: String) throws {
        let result = try run(json)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("batchimgctl: cannot use ") && result.errors.contains(said))
        #expect(result.errors.filter(\.isNewline).count == 1)
    }

    @Test func `tells a file that cannot be read, and a list that is not named`() throws {
        let missing = try Program(["init", "--from", "/nonexistent/list"], socket: "/nonexistent/s.sock")
        #expect(missing.status == 1 && missing.errors.contains("cannot read /nonexistent/list: No such file"))
        let unnamed = try Program(["init"], socket: "/nonexistent/s.sock")
        #expect(unnamed.status == 64 && unnamed.errors.contains("--from"))
    }
}
