import Testing

@testable import SyncDaemon

struct EndpointCloudTests {
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
