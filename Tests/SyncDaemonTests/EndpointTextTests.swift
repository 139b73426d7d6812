import Testing

@testable import SyncDaemon

/// What people write as an account's endpoint: used, or answered with the line to write.
struct EndpointTextTests {
    private let batch = "https://contoso.westeurope.batch.azure.com"

    private func read(_ text: String) -> String {
        do throws(SettingsMistake) {
            return try EndpointText.read(text)
        } catch {
            return error.message
        }
    }

    @Test(arguments: [
        ("https://contoso.westeurope.batch.azure.com", "https://contoso.westeurope.batch.azure.com"),
        ("HTTPS://Contoso.WestEurope.Batch.Azure.com/", "https://contoso.westeurope.batch.azure.com"),
        ("https://contoso.westeurope.batch.azure.com:443//", "https://contoso.westeurope.batch.azure.com"),
        ("https://gateway.example:8443/Batch/a%20b/", "https://gateway.example:8443/Batch/a%20b"),
        ("https://gateway/x", "https://gateway/x"), ("https://10.0.0.4", "https://10.0.0.4"),
        ("HTTP://LOCALHOST:8080/accounts/Demo", "http://localhost:8080/accounts/Demo"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"), ("http://[::1]:9/x", "http://[::1]:9/x"),
        ("https://a.pilotprod2.eastus.batch.azure.com", "https://a.pilotprod2.eastus.batch.azure.com"),
        ("https://a.x.batch.chinacloudapi.cn", "https://a.x.batch.chinacloudapi.cn"),
    ])
    func `is used in one notation`(text: String, endpoint: String) {
        #expect(read(text) == endpoint)
    }

    @Test(arguments: [
        ("contoso.westeurope.batch.azure.com", "no https://"), ("Contoso.WestEurope.Batch.Azure.COM/", "no https://"),
        ("contoso.westeurope.batch.azure.com:443", "no https://"),
        ("http://contoso.westeurope.batch.azure.com", "not https"),
        ("ftp://contoso.westeurope.batch.azure.com", "not https"),
        (" https://contoso.westeurope.batch.azure.com\n", "blanks"),
        ("https://contoso.westeurope.batch.azure.com?api-version=1", "query"),
        ("https://contoso.westeurope.batch.azure.com/#x", "fragment"),
        ("https://user:pw@contoso.westeurope.batch.azure.com", "user or password"),
        ("user@contoso.westeurope.batch.azure.com", "user or password"),
    ])
    func `is answered with the line to write`(text: String, reason: String) {
        let said = read(text)
        #expect(said.hasPrefix("cannot use this address: ") && said.contains(reason), "\(said)")
        #expect(said.hasSuffix("; write endpoint = \"\(batch)\""), "\(said)")
        #expect(!said.contains("pw"))
    }

    @Test(arguments: [
        "https://127.0.0.1:65536", "http://127.0.0.1:99999/x", "https://a.example:0", "a.example:123456789012345678901",
    ])
    func `has a port that can be connected to`(text: String) {
        let said = read(text)
        #expect(said.hasPrefix("cannot use this address: a port is a number from 1 to 65535; "), "\(said)")
    }

    private static let resource =
        "/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.Batch/batchAccounts/contoso"

    @Test(arguments: [
        ("https://portal.azure.com/#@contoso.onmicrosoft.com/resource\(resource)/accountKeys", true),
        ("https://ms.portal.azure.com/#view/x/id\(resource.replacing("/", with: "%2F"))", true),
        ("https://management.azure.com\(resource)?api-version=2024-07-01", true), (resource, true),
        ("https://management.azure.com", false), ("HTTPS://Management.Azure.com/", false),
        ("https://portal.azure.cn/", false), ("https://batch.core.windows.net/", false),
        ("https://batch.chinacloudapi.cn/", false), ("https://login.microsoftonline.com", false),
        ("contoso", false), ("", false), ("https://", false), ("https:///x", false), ("://", false), ("//x", false),
        ("https://contoso..batch.azure.com", false), ("https://contoso.batch.azure.com.", false),
        ("https://bücher.example", false), ("https://a b", false), ("https://x:y", false),
        ("https://us:12?3@host.example", false), ("https://user/pw@host.example", false),
    ])
    func `is answered with where it is found`(text: String, isNamed: Bool) {
        let said = read(text)
        let (group, name) = isNamed ? ("rg-1", "contoso") : ("GROUP", "NAME")
        let command = "az batch account show -g \(group) -n \(name) --query accountEndpoint -o tsv"
        #expect(said.hasPrefix("cannot use ") && said.hasSuffix(command), "\(said)")
        #expect(!said.contains("us:12") && !said.contains("pw"))
    }

    @Test(arguments: [
        ("contoso.x.batch.chinacloudapi.cn", "", "write cloud = \"china\""),
        ("contoso.x.batch.usgovcloudapi.net", "cloud = \"china\"", "write cloud = \"usgov\""),
        ("contoso.x.batch.azure.com", "cloud = \"usgov\"", "write cloud = \"public\""),
        ("contoso.x.batch.azure.com", "", ""), ("gateway.example", "cloud = \"china\"", ""),
    ])
    func `is in the cloud that its tokens are for`(host: String, cloud: String, expected: String) {
        for (method, isToken) in [
            ("method = \"azure-cli\"", true), ("method = \"shared-key\"\nkey = { env = \"K\" }", false),
        ] {
            let text =
                "[[account]]\nname = \"a\"\nendpoint = \"https://\(host)\"\n\(cloud)\n[account.auth]\n\(method)\n"
            var said = ""
            do {
                _ = try Settings.parse(text, file: "f", places: Places(environment: [:], isRoot: true))
            } catch {
                said = error.description
            }
            #expect(isToken && !expected.isEmpty ? said.hasSuffix(expected) : said.isEmpty, "\(said)")
        }
    }
}
