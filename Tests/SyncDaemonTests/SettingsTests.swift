import AzureBatch
import SyncDaemon
import Testing

struct SettingsTests {
    private let places = Places(environment: ["STATE_DIRECTORY": "/s", "RUNTIME_DIRECTORY": "/r"], isRoot: false)

    private func problems(_ text: String) -> [String] {
        do {
            _ = try Settings.parse(text, file: "f.toml", places: places)
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    private let account = """
        [[account]]
        name = "contoso-we"
        endpoint = "https://contoso.westeurope.batch.azure.com/"
        [account.auth]
        method = "shared-key"
        key = { file = "/etc/key" }

        """

    @Test func `fills in the defaults`() throws {
        let settings = try Settings.parse(account, file: "f", places: places)
        #expect(settings.daemon.database == "/s/images.db" && settings.daemon.socket == "/r/batchimgd.sock")
        #expect(settings.daemon.concurrency == 8 && settings.daemon.interval == .seconds(6 * 3600))
        let first = try #require(settings.accounts.first)
        #expect(first.endpoint == "https://contoso.westeurope.batch.azure.com" && first.maxResults == 1000)
        #expect(first.auth == .sharedKey(account: "contoso", key: .file("/etc/key")))
    }

    @Test func `reports every problem at once with its line`() {
        let text = """
            [daemon]
            intervall = "1h"
            jitter = 2
            concurrency = "8"
            interval = "5s"
            [[account]]
            name = "Contoso"
            endpoint = "http://contoso.batch.azure.com"
            [account.auth]
            method = "shared-key"
            key = "c2VjcmV0"
            """
        let found = problems(text)
        #expect(found.count == 7, "\(found)")
        #expect(
            found[0] == "f.toml:2: daemon.intervall: cannot use the unknown key 'intervall': did you mean 'interval'?")
        #expect(found[1].hasPrefix("f.toml:3: daemon.jitter: cannot use 2.0"))
        #expect(found[2].hasPrefix("f.toml:4: daemon.concurrency: cannot use a value of the wrong type, a text"))
        #expect(found[3].hasPrefix("f.toml:5: daemon.interval: cannot use '5s'"))
        #expect(found[4].hasPrefix("f.toml:7: account[0].name"))
        #expect(found[5].hasPrefix("f.toml:8: account[0].endpoint"))
        #expect(found[6].hasPrefix("f.toml:11: account[0].auth.key"))
        #expect(!found.joined().contains("c2VjcmV0"))
    }

    @Test(arguments: [
        ("x = ", "f.toml:1: cannot read the configuration"), ("[[account]]\n", "f.toml:1: account[0].name"),
        ("\n[=]\n", "f.toml:2: cannot read the configuration: expected a key, found '=]'"),
        ("[", "f.toml:1: cannot read the configuration: expected a key, found the end of the file"),
        ("\t[[ .a]]", "f.toml:1: cannot read the configuration: expected a key, found '.a]]'"),
        ("[]", "f.toml:1: cannot read the configuration"),
        ("[[ ]]", "f.toml:1: cannot read the configuration"), ("[daemon", "f.toml:1: cannot read the configuration"),
        ("# a\r\n[daemon]\r\n\r\njitter = 3\r\n", "f.toml:4: daemon.jitter"),
        ("[[account]]\nname = \"a\"\nauth = { method = 3 }\n", "f.toml:3: account[0].auth.method"),
        ("[[account]]\nname = \"a\"\nauth.method = 3\n", "f.toml:3: account[0].auth.method"),
        ("[daemon]\nlog_level = \"loud\"\n", "f.toml:2: daemon.log_level: cannot use 'loud': expected one of"),
    ])
    func `names the place of a mistake`(text: String, expected: String) {
        #expect(problems(text).contains { $0.hasPrefix(expected) }, "\(problems(text))")
    }

    @Test func `refuses a name twice`() {
        #expect(
            problems(account + account).first?.hasPrefix("f.toml:8: account[1].name: cannot use 'contoso-we' twice")
                == true)
    }
}
