import Foundation
import Glibc
import TestSupport
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
        ("", "not what az"), ("ERROR: Please run 'az login'\n", "which said: ERROR: Please run 'az login'"),
        ("WARNING: old\r\nERROR: no network\r\n", "which said: ERROR: no network"),
        ("{}", "account 1: it has no name"), ("[null]", "account 1: it has no name"), ("[]", "az account set"),
        ("WARNING: x\r\n[]\r\n", "az account set"), ("[{\"name\":\"a\",", "broken or cut short"),
        (#"[{"name":"a"}]"#, "account 1 ('a'): it has no accountEndpoint"),
        (#"[{"name":"a","accountEndpoint":null}]"#, "account 1 ('a'): it has no accountEndpoint"),
        (#"[{"name":7,"accountEndpoint":"h"}]"#, "account 1: it has no name"),
        (
            #"{"error":{"code":"AuthorizationFailed","message":"not yours"}}"#,
            "an error, AuthorizationFailed: not yours"
        ),
        (#"[{"name":"a","location":"l","accountEndpoint":"h\"\nx = 1"}]"#, "accountEndpoint"),
        (#"[{"name":"A\"b","location":"l","accountEndpoint":"h"}]"#, "rename"),
        (#"{"value":[]}"#, "az account set"), (#"{"value":"x"}"#, "account 1: it has no name"),
    ])
    func `refuses what is no list of accounts`(json: String, said: String) throws {
        let result = try run(json)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("batchimgctl: cannot use ") && result.errors.contains(said))
        #expect(result.errors.filter(\.isNewline).count == 1)
    }

    @Test(arguments: [
        "contoso\tS3cr3tPrimary==\tS3cr3tSecondary==\n", "S3cr3tPrimary==\n", "{\"primary\":\"S3cr3tPrimary==\"}",
        "\"S3cr3tPrimary==\"", "[\"S3cr3tPrimary==\"]", "[{\"keyName\":\"key1\",\"value\":\"S3cr3tPrimary==\"}]",
        "[{\"name\":\"S3cr3tPrimary==\"}]", "{\"primary\":\"S3cr3tPrimary==\"", "WARNING: old\nS3cr3tPrimary==\n",
        "[{\"name\":\"a\",\"accountEndpoint\":\"https://u:S3cr3tPrimary@a.example\"}]",
        "[{\"name\":\"a\",\"accountEndpoint\":\"S3cr3tPrimary==\"}]",
    ])
    func `repeats nothing that may be a key`(text: String) throws {
        let result = try run(text)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(
            result.errors.hasPrefix("batchimgctl: cannot use the list") && !result.errors.contains("S3cr3t"),
            "\(result)")
    }

    @Test(arguments: [
        ("a.westeurope.batch.azure.com:443", "https://a.westeurope.batch.azure.com"),
        ("https://A.westeurope.batch.azure.com:443//", "https://a.westeurope.batch.azure.com"),
        ("gateway.example:8443/b", "https://gateway.example:8443/b"), ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("one..x", nil), ("-.x", nil), ("a.example:99999", nil), ("portal.azure.com", nil), ("h", nil),
        ("westeurope.batch.azure.com", nil),
        ("a.westeurope.batch.azure.com/pools", nil), ("https://https://a.westeurope.batch.azure.com", nil),
    ])
    func `takes the endpoints that the daemon takes`(endpoint: String, used: String?) throws {
        let result = try run("[\(account("a", "l", endpoint)),\(account("b", "l", "b.l.batch.azure.com"))]")
        #expect(result.status == 0 && result.output.contains(#"name = "b""#), "\(result)")
        if let used {
            #expect(result.output.contains("endpoint = \"\(used)\"\n") && result.errors.isEmpty, "\(result)")
        } else {
            #expect(!result.output.contains(#"name = "a""#))
            #expect(
                result.errors.hasPrefix("batchimgctl: left out account 1 ('a'): its accountEndpoint: cannot use"),
                "\(result)")
        }
    }

    @Test func `takes what the management answers to az rest`() throws {
        let account = #"{"name":"a","location":"l","properties":{"accountEndpoint":"a.l.batch.azure.com"}}"#
        for (answer, said) in [
            ("{\"value\":[\(account)]}", ""), (account, ""), ("{\"nextLink\":null,\"value\":[\(account)]}", ""),
            (
                "{\"value\":[\(account),{\"name\":\"b\"}],\"nextLink\":\"https://x.example\"}",
                """
                batchimgctl: left out account 2 ('b'): it has no accountEndpoint
                batchimgctl: left out what its nextLink leads to: list that too

                """
            ),
        ] {
            let result = try run(answer)
            #expect(result.status == 0 && result.errors == said, "\(answer): \(result)")
            #expect(result.output.contains("name = \"a\"\nendpoint = \"https://a.l.batch.azure.com\"\n"), "\(result)")
        }
    }

    @Test func `leaves out an account whose name is not to be told apart, and no other`() throws {
        let accounts = [
            account("a", "l", "a.l.batch.azure.com"), account("a", "L", "a2.l.batch.azure.com"),
            account("b", "l", "b.l.batch.azure.com"), account("a", "m", "a.m.batch.azure.com"),
        ]
        let result = try run("[\(accounts.joined(separator: ","))]")
        #expect(result.status == 0, "\(result)")
        let names = result.output.split(separator: "\n").filter { $0.hasPrefix("name = ") }
        #expect(names == [#"name = "a-l""#, #"name = "b""#, #"name = "a-m""#])
        #expect(
            result.errors == "batchimgctl: left out account 2 ('a'): another account has the name 'a-l'; "
                + "add it yourself, under one of its own\n")
    }

    @Test(arguments: [
        ("", ""), ("WARNING: a new version\n[Warning] of brackets {\n\n", "\nWARNING: done\n"), ("\u{FEFF}", ""),
        ("\u{FEFF}  ", "  "),
    ])
    func `takes what az prints, with warnings around it, byte order mark and CRLF`(before: String, after: String) throws
    {
        let one = account("one", "westeurope", "one.westeurope.batch.azure.com")
        for json in [one, "[\(one)]", "[\n  \(one)\n]", one.replacing(",", with: ",\n  ")] {
            let text = before + json + after
            for text in [text, text.replacing("\n", with: "\r\n")] {
                let result = try run(text)
                #expect(result.status == 0 && result.errors.isEmpty, "\(text) \(result)")
                #expect(result.output.contains("endpoint = \"https://one.westeurope.batch.azure.com\""))
            }
        }
    }

    @Test func `takes what can be taken, and names the rest`() throws {
        let result = try run(
            #"[{"name":"off","location":"l","accountEndpoint":null},{"name":"on","accountEndpoint":"HTTPS://On.X/"},"#
                + #"{"location":"l","accountEndpoint":"h"},{"name":"on","location":"l","accountEndpoint":"on.x"}]"#)
        #expect(result.status == 0 && result.output.contains("endpoint = \"https://on.x\""), "\(result)")
        #expect(result.output.ranges(of: "[[account]]").count == 1)
        #expect(
            result.errors == """
                batchimgctl: left out account 1 ('off'): it has no accountEndpoint
                batchimgctl: left out account 3: it has no name
                batchimgctl: left out account 4 ('on'): its accountEndpoint stands in the list already

                """)
    }

    private func write(_ json: String, to configuration: String) throws -> Program {
        let list = "/tmp/accounts-\(UUID().uuidString).json"
        defer { unlink(list) }
        try json.write(toFile: list, atomically: true, encoding: .utf8)
        return try Program(
            try Program.path, ["init", "--from", list, "--write"],
            environment: ["BATCHIMGD_CONFIG": configuration, "BATCHIMGD_SOCKET": "/nonexistent/s.sock"])
    }

    @Test func `adds accounts to the configuration, each once, and leaves the rest as it was`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("etc/batchimgd.toml")
        let one = account("one", "westeurope", "one.westeurope.batch.azure.com")
        let two = account("two", "westeurope", "two.westeurope.batch.azure.com")
        let first = try write("[\(one)]", to: path)
        #expect(first.status == 0 && first.output == "added to \(path): one\n", "\(first)")
        #expect(first.errors.contains("chmod 600 \(folder.path("etc"))/one.key; owned by the user"), "\(first)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("[[account]]\nname = \"one\"\n"))
        chmod(path, 0o640)
        try FileHandle(forWritingTo: URL(fileURLWithPath: path)).seekToEndAndWrite("# the end, without a line's end")
        let both = try write("[\(one),\(two)]", to: path)
        #expect(both.status == 0 && both.output == "added to \(path): two\n", "\(both)")
        let grown = try String(contentsOfFile: path, encoding: .utf8)
        #expect(grown.hasPrefix(text + "# the end, without a line's end\n\n[[account]]\nname = \"two\"\n"), "\(grown)")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        let check = try Program(
            try Programs.path("batchimgd").path, ["check-config", "--config", path], environment: [:])
        #expect(check.status == 0 && check.output == "The configuration is good: 2 accounts.\n", "\(check)")
        let again = try write("[\(one),\(two)]", to: path)
        #expect(
            again.status == 0 && again.output.isEmpty && again.errors.contains("has the endpoint of one, two already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == grown)
    }

    @Test func `knows endpoints however they are written, and leaves links as they are`() throws {
        let folder = try TemporaryFolder()
        let (path, link) = (folder.path("batchimgd.toml"), folder.path("link.toml"))
        let text = """
            # endpoint = "https://two.westeurope.batch.azure.com"
            [[account]]
            name = "one"
            endpoint = 'HTTPS://One.westeurope.batch.azure.com:443//'
            [account.auth]
            method = "shared-key"
            key = { env = "KEY" }

            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let accounts = ["one", "two"].map { account($0, "westeurope", "\($0).westeurope.batch.azure.com") }
        let result = try write("[\(accounts.joined(separator: ","))]", to: link)
        #expect(result.status == 0 && result.output.hasSuffix(": two\n"), "\(result)")
        #expect(result.errors.contains("has the endpoint of one already"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
        let grown = try String(contentsOfFile: path, encoding: .utf8)
        #expect(grown.hasPrefix(text) && grown.contains("key = { file = \"\(folder.url.path)/two.key\" }"), "\(grown)")
    }

    @Test func `knows endpoints that another name has, and gives no name twice`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("batchimgd.toml")
        let text = """
            [[account]]
            name = "own"
            "endpoint" = "https://ONE.westeurope.batch.azure.com"
            auth.method = "azure-cli"
            [["account"]]
            name = "two"
            endpoint = '''https://two.northeurope.batch.azure.com'''
            auth = { method = "azure-cli" }

            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let one = account("one", "westeurope", "one.westeurope.batch.azure.com")
        let two = ["two.westeurope", "two2.westeurope"].map { account("two", "westeurope", "\($0).batch.azure.com") }
        let known = try write("[\(one)]", to: path)
        #expect(known.status == 0 && known.output.isEmpty, "\(known)")
        #expect(known.errors == "batchimgctl: \(path) has the endpoint of one already\n")
        let result = try write("[\(one),\(two[0]),\(two[1])]", to: path)
        #expect(result.status == 0 && result.output == "added to \(path): two-westeurope\n", "\(result)")
        #expect(result.errors.contains("has the endpoint of one already\n"))
        #expect(result.errors.contains("left out account 3 ('two'): another account has the name 'two-westeurope'; "))
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains(#"account = "two""#))
    }

    @Test func `leaves a configuration alone that would be wrong, and says why`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("batchimgd.toml")
        try "[daemon]\nintervall = \"1h\"\n".write(toFile: path, atomically: true, encoding: .utf8)
        let result = try write("[\(account("one", "westeurope", "one.westeurope.batch.azure.com"))]", to: path)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.contains("\(path):2: daemon.intervall: cannot use the unknown key"), "\(result)")
        #expect(result.errors.hasSuffix("would be wrong; it stays as it was\n"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "[daemon]\nintervall = \"1h\"\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["batchimgd.toml"])
        let unwritable = try write(
            "[\(account("one", "westeurope", "one.westeurope.batch.azure.com"))]", to: "/proc/none/b.toml")
        #expect(unwritable.status == 1)
    }

    @Test func `passes more complaints on than a pipe holds, and follows no link beside the configuration`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("batchimgd.toml")
        let text = (0..<4000).map { "unknown\($0) = 1\n" }.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let other = folder.path("other")
        try "as it was".write(toFile: other, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: "\(path).new", withDestinationPath: other)
        let result = try write("[\(account("one", "westeurope", "one.westeurope.batch.azure.com"))]", to: path)
        #expect(
            result.status == 1 && result.errors.contains(":4000: cannot use an unknown key")
                && result.errors.utf8.count > 65_536)
        #expect(result.errors.hasSuffix("would be wrong; it stays as it was\n"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "as it was")
    }

    @Test func `tells a file that cannot be read, and a list that is not named`() throws {
        let missing = try Program(["init", "--from", "/nonexistent/list"], socket: "/nonexistent/s.sock")
        #expect(missing.status == 1 && missing.errors.contains("cannot read /nonexistent/list: No such file"))
        let unnamed = try Program(["init"], socket: "/nonexistent/s.sock")
        #expect(unnamed.status == 64 && unnamed.errors.contains("--from"))
    }
}

extension FileHandle {
    fileprivate func seekToEndAndWrite(_ text: String) throws {
        try seekToEnd()
        try write(contentsOf: Data(text.utf8))
        try close()
    }
}
