import Testing

@testable import Catalog

/// What people write as an account's endpoint: used, or answered with the line to write.
struct EndpointTextTests {
    private let batch = "https://contoso.westeurope.batch.azure.com"

    private func read(_ text: String) -> String {
        do throws(EndpointText.Mistake) {
            return try EndpointText.read(text)
        } catch {
            return error.description
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
        ("https://gateway.westeurope.cloudapp.azure.com/b", "https://gateway.westeurope.cloudapp.azure.com/b"),
        ("https://notazure.com/pools", "https://notazure.com/pools"),
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
        ("https://contoso.westeurope.batch.azure.com/pools?api-version=1", "query"),
        ("https://contoso.westeurope.batch.azure.com/supportedimages", "no path"),
        ("https://contoso.westeurope.batch.azure.com//accounts/a%20b/", "no path"),
        ("contoso.westeurope.batch.azure.com/pools", "no https://"),
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
        ("https://https://contoso.westeurope.batch.azure.com", false), ("http://HTTP://x.example", false),
        ("https://https//x.example", false), ("https://management.core.windows.net/", false),
        ("https://login.windows.net", false), ("https://login.partner.microsoftonline.cn", false),
        ("https://login.chinacloudapi.cn", false), ("https://login.microsoftonline.us", false),
        ("https://shell.azure.com", false), ("https://resources.azure.com/subscriptions", false),
        ("https://graph.microsoft.com", false), ("https://contoso.blob.core.windows.net", false),
        ("https://contoso.vault.azure.net", false), ("https://portal.azure.us", false),
        ("https://batch.azure.com", false), ("https://westeurope.batch.azure.com", false),
        ("https://chinaeast.batch.chinacloudapi.cn", false), ("https://batch.usgovcloudapi.net", false),
        ("https://0f1e.westeurope.service.batch.azure.com", false),
        ("https://us:12?3@host.example", false), ("https://user/pw@host.example", false),
    ])
    func `is answered with where it is found`(text: String, isNamed: Bool) {
        let said = read(text)
        let (group, name) = isNamed ? ("rg-1", "contoso") : ("GROUP", "NAME")
        let command = "az batch account show -g \(group) -n \(name) --query accountEndpoint -o tsv"
        #expect(said.hasPrefix("cannot use ") && said.hasSuffix(command), "\(said)")
        #expect(!said.contains("us:12") && !said.contains("pw"))
    }
}
