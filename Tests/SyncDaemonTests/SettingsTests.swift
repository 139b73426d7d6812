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
        #expect(found[1].hasPrefix("f.toml:3: daemon.jitter: cannot use 2.0: expected 0.0 to 0.5"))
        #expect(found[2].hasPrefix("f.toml:4: daemon.concurrency: cannot use a value of the wrong type, a text"))
        #expect(found[3].hasPrefix("f.toml:5: daemon.interval: cannot use '5s'"))
        #expect(found[4].hasPrefix("f.toml:7: account[0].name"))
        #expect(found[5].hasPrefix("f.toml:8: account[0].endpoint"))
        #expect(found[6].hasPrefix("f.toml:11: account[0].auth.key"))
        #expect(!found.joined().contains("c2VjcmV0"))
    }

    @Test(arguments: [
        ("x = ", "f.toml:1: cannot read the configuration"), ("[[account]]\n", "f.toml:1: account[0].name"),
        ("\n[=]\n", "f.toml:2: cannot read the configuration: expected a key at column 2"),
        ("[", "f.toml:1: cannot read the configuration: expected a key, found the end of the file"),
        ("\t[[ .a]]", "f.toml:1: cannot read the configuration: expected a key at column 5"),
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
        let bare = problems("[[account]]\nname = \"a\"\n[[account]]\nname = \"a\"\n[[account]]\n[[account]]\n")
        #expect(bare.filter { $0.contains("twice") }.count == 1, "\(bare)")
    }

    private func auth(_ lines: String) throws -> AuthSettings? {
        let text = "[[account]]\nname = \"a\"\nendpoint = \"https://x.example\"\n[account.auth]\n\(lines)\n"
        return try Settings.parse(text, file: "f", places: places).accounts.first?.auth
    }

    @Test func `reads every way to sign in`() throws {
        let application = "tenant = \"t.example\"\nclient_id = \"c-1\""
        #expect(
            try auth(
                "method = \"client-secret\"\n\(application)\nsecret = { env = \"S\" }\nauthority = \"https://l.example/\""
            )
                == .token(
                    .clientSecret(tenant: "t.example", clientID: "c-1", secret: .environment("S")),
                    authority: "https://l.example"))
        #expect(
            try auth("method = \"client-certificate\"\n\(application)\ncertificate = { credential = \"c\" }")
                == .token(
                    .clientCertificate(tenant: "t.example", clientID: "c-1", certificate: .credential("c")),
                    authority: nil))
        #expect(
            try auth(
                "method = \"client-certificate\"\n\(application)\ncertificate = { file = \"/c\" }\nsend_chain = true")
                == .token(
                    .clientCertificate(
                        tenant: "t.example", clientID: "c-1", certificate: .file("/c"), sendsChain: true),
                    authority: nil))
        #expect(
            try auth("method = \"azure-cli\"\nauthority = \"HTTPS://Login.Example/\"")
                == .token(.azureCLI(tenant: nil), authority: "https://login.example"))
        #expect(
            try auth("method = \"workload-identity\"")
                == .token(.workloadIdentity(tenant: nil, clientID: nil, tokenFile: nil), authority: nil))
        #expect(
            try auth("method = \"workload-identity\"\n\(application)\ntoken_file = \"/t\"")
                == .token(.workloadIdentity(tenant: "t.example", clientID: "c-1", tokenFile: "/t"), authority: nil))
        for (lines, selection, source) in [
            ("", ManagedIdentity.Selection.systemAssigned, ManagedIdentity.Source.auto),
            ("client_id = \"c\"\nsource = \"imds\"", .client("c"), .imds),
            ("object_id = \"o\"", .object("o"), .auto),
            ("resource_id = \"/subscriptions/s\"", .resource("/subscriptions/s"), .auto),
            ("source = \"arc\"", .systemAssigned, .arc),
            ("source = \"app-service\"\nclient_id = \"c\"", .client("c"), .appService),
        ] {
            #expect(
                try auth("method = \"managed-identity\"\n\(lines)")
                    == .token(
                        .managedIdentity(ManagedIdentity(selection: selection, source: source)), authority: nil))
        }
        #expect(try auth("method = \"azure-cli\"") == .token(.azureCLI(tenant: nil), authority: nil))
    }

    @Test(arguments: [
        ("method = \"client-secrets\"", "cannot use this text: expected one of shared-key, client-secret,"),
        ("tenant = \"t\"", "cannot sign in without 'method'"),
        ("method = \"client-secret\"", "auth.tenant: cannot sign in without 'tenant'"),
        ("method = \"client-secret\"", "auth.client_id: cannot sign in without 'client_id'"),
        ("method = \"client-secret\"", "auth.secret: cannot sign in without 'secret': write secret = { file"),
        ("method = \"client-secret\"\nsecret = \"Te11tale\"", "auth.secret: cannot use a value of the wrong type"),
        ("method = \"client-certificate\"\nsend_chains = true", "did you mean 'send_chain'?"),
        (
            "method = \"client-certificate\"\nsend_chain = \"yes\"",
            "auth.send_chain: cannot use a value of the wrong type"
        ),
        ("method = \"client-secret\"\nsend_chain = true", "cannot use the unknown key 'send_chain'"),
        ("method = \"client-secret\"\nTe11taleTe11tale = 1", "account[0].auth: cannot use an unknown key: known are"),
        ("method = \"client-secret\"\nsecrets = { env = \"X\" }", "did you mean 'secret'?"),
        ("method = \"client-secret\"\nkey = { env = \"X\" }", "auth.key: cannot use the unknown key 'key'"),
        ("method = \"client-secret\"\nsecret = { env = \"X\", file = \"/x\" }", "cannot use 2 sources"),
        (
            "method = \"client-secret\"\nsecret = { file = \"x\" }",
            "auth.secret.file: cannot use this text: expected an absolute path"
        ),
        (
            "method = \"client-secret\"\nsecret = { credential = \"../x\" }",
            "auth.secret.credential: cannot use this text"
        ),
        ("method = \"client-secret\"\ntenant = \"a/b\"", "auth.tenant: cannot use this text: expected an identifier"),
        ("method = \"client-secret\"\ntenant = \"..\"", "auth.tenant: cannot use this text"),
        ("method = \"client-secret\"\nauthority = \"http://l.example\"", "auth.authority: cannot use"),
        ("method = \"client-secret\"\nauthority = \"https://l.example/x\"", "auth.authority: cannot use"),
        ("method = \"client-secret\"\nauthority = \"https://u@l.example\"", "auth.authority: cannot use"),
        ("method = \"azure-cli\"\ntenant = \"--debug\"", "auth.tenant: cannot use this text"),
        ("method = \"managed-identity\"\nsource = \"vm\"", "expected one of auto, imds, arc, app-service"),
        ("method = \"managed-identity\"\nclient_id = \"a\"\nobject_id = \"b\"", "client_id, object_id together"),
        (
            "method = \"managed-identity\"\nclient_id = \"a\"\nsource = \"arc\"",
            "a machine of Azure Arc has one identity"
        ),
        ("method = \"managed-identity\"\nresource_id = \"x\"", "auth.resource_id: cannot use this text"),
    ])
    func `names what is wrong with a way to sign in`(lines: String, expected: String) {
        let found = problems("[[account]]\nname = \"a\"\nendpoint = \"https://x.example\"\n[account.auth]\n\(lines)\n")
        #expect(found.contains { $0.contains(expected) }, "\(found)")
        #expect(!found.joined().contains("Te11tale"))
    }

    @Test(
        arguments: [
            ("http://proxy.example:3128", "proxy.example:3128"), ("HTTP://proxy.example/", "proxy.example:80"),
            ("proxy.example:3128", "proxy.example:3128"), ("http://user:p%40%2Fw@proxy.example:1", "proxy.example:1"),
            ("http://user@proxy.example:1", "proxy.example:1"), ("https://proxy.example", nil),
            ("socks5://proxy.example", nil), ("http://", nil), ("http://u:p#w@proxy.example", nil), ("", nil),
            ("http://u:p/w@proxy.example", nil), ("http://proxy.example/x", nil), ("http://a%3Ab:c@proxy.example", nil),
        ] as [(String, String?)])
    func `reads a proxy, and shows neither its user nor its password`(text: String, shown: String?) throws {
        let proxy = ProxyAddress(text)
        #expect(proxy?.description == shown)
        var dumped = "\(String(describing: proxy))"
        dump(proxy, to: &dumped)
        #expect(!dumped.contains("user") && !dumped.contains("@"))
        let found = problems(account.replacing("[account.auth]", with: "proxy = \"\(text)\"\n[account.auth]"))
        #expect(found.isEmpty == (shown != nil), "\(found)")
        if shown == nil { #expect(found.first?.contains("expected http://HOST:PORT or http://USER:") == true) }
        if text.contains("@") { #expect(!found.joined().contains(text)) }
    }
}
