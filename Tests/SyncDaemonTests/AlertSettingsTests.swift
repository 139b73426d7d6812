import AzureBatch
import Catalog
import Testing

@testable import SyncDaemon

/// `[[alert]]`, read strictly.
struct AlertSettingsTests {
    private static let account = """
        [[account]]
        name = "contoso"
        endpoint = "https://x.example"
        [account.auth]
        method = "shared-key"
        key = { env = "KEY" }

        """

    private func parse(_ text: String) throws(SettingsError) -> [AlertSettings] {
        try Settings.parse(
            "\(Self.account)\(text)", file: "f", places: Places(environment: [:], isRoot: true)
        ).alerts
    }

    @Test func `reads a webhook, and a program`() throws {
        let alerts = try parse(
            """
            [[alert]]
            name = "ops"
            events = ["ending", "verified"]
            within = ["1d", "36h"]
            accounts = ["contoso"]
            images = ["used", "canonical:*:22_04*"]
            webhook = { url = { file = "/path" }, format = "teams", secret = { credential = "hook" } }
            timeout = "5s"
            [[alert]]
            name = "pager"
            exec = ["/usr/local/bin/page-me", "--now"]
            """)
        #expect(alerts[0].events == [.ending, .verified] && alerts[0].within == [1, 2])
        #expect(alerts[0].accounts == ["contoso"] && alerts[0].images == ["used", "canonical:*:22_04*"])
        #expect(
            alerts[0].webhook
                == AlertSettings.Webhook(url: .file("/path"), format: .teams, secret: .credential("hook")))
        #expect(alerts[0].timeout == .seconds(5) && alerts[0].exec == nil)
        #expect(alerts[1].exec == ["/usr/local/bin/page-me", "--now"] && alerts[1].webhook == nil)
        #expect(alerts[1].events == AlertKind.watched.filter { $0 != .verified } && alerts[1].within == [90, 30, 7])
        #expect(alerts[1].accounts == nil && alerts[1].images == ["used"] && alerts[1].timeout == .seconds(30))
    }

    @Test(arguments: [
        ("exec = [\"/x\"]", "alert[0].name: cannot use an alert without 'name'"),
        ("name = \"a\"", "alert[0]: cannot tell anybody: add exec"),
        ("name = \"a\"\nexec = [\"/x\"]\nwebhook = { url = { env = \"X\" } }", "cannot use exec and webhook together"),
        ("name = \"A b\"\nexec = [\"/x\"]", "alert[0].name: cannot use 'A b'"),
        ("name = \"a\"\nexec = [\"x\"]", "expected the absolute path of a program"),
        ("name = \"a\"\nexec = \"/x\"", "alert[0].exec: cannot use a value of the wrong type"),
        ("name = \"a\"\nexec = [\"/x\"]\nevents = [\"endin\"]", "expected one or more of ending, ended, gone"),
        ("name = \"a\"\nexec = [\"/x\"]\nevents = [\"summary\"]", "alert[0].events: cannot use this list"),
        ("name = \"a\"\nexec = [\"/x\"]\nwithin = [\"soon\"]", "alert[0].within: cannot use this list"),
        ("name = \"a\"\nexec = [\"/x\"]\nimages = [\"canonical\"]", "alert[0].images: cannot use this list"),
        ("name = \"a\"\nexec = [\"/x\"]\nimages = []", "alert[0].images: cannot use this list"),
        (
            "name = \"a\"\nexec = [\"/x\"]\naccounts = [\"contosi\"]",
            "cannot find the account 'contosi': did you mean 'contoso'?"
        ),
        ("name = \"a\"\nexec = [\"/x\"]\ntimeout = \"1h\"", "alert[0].timeout: cannot use '1h'"),
        ("name = \"a\"\nexec = [\"/x\"]\nimage = [\"all\"]", "did you mean 'images'?"),
        (
            "name = \"a\"\nwebhook = \"https://x.example/Te11tale\"",
            "alert[0].webhook: cannot use a value of the wrong type"
        ),
        (
            "name = \"a\"\nwebhook = { url = \"https://x.example/Te11tale\" }",
            "alert[0].webhook.url: cannot use a value"
        ),
        ("name = \"a\"\nwebhook = { format = \"slack\" }", "cannot send anything without 'url'"),
        (
            "name = \"a\"\nwebhook = { url = { file = \"/x\" }, format = \"mail\" }",
            "expected one of cloudevents, slack"
        ),
        (
            "name = \"a\"\nexec = [\"/x\"]\n[[alert]]\nname = \"a\"\nexec = [\"/x\"]",
            "alert[1].name: cannot use 'a' twice"
        ),
    ])
    func `names what is wrong`(lines: String, expected: String) {
        do {
            _ = try parse("[[alert]]\n\(lines)\n")
            Issue.record("\(lines) is taken")
        } catch {
            #expect(error.description.contains(expected), "\(error.description)")
            #expect(!error.description.contains("Te11tale"))
        }
    }

    @Test func `takes so many, and no more`() throws {
        func alerts(_ count: Int) -> String {
            (0..<count).map { "[[alert]]\nname = \"a\($0)\"\nexec = [\"/x\"]\n" }.joined()
        }
        #expect(try parse(alerts(AlertSettings.most)).count == AlertSettings.most)
        #expect(throws: SettingsError.self) { try parse(alerts(AlertSettings.most + 1)) }
    }
}
