import AzureBatch
import Catalog
import Foundation
import TestSupport
import Testing

@testable import BatchEmulator

/// Each way to sign in, against the emulator, which checks every proof.
@Suite(.serialized)
struct SignInMethodTests {
    private func lists(_ bench: SignInBench, _ identity: TokenIdentity) async throws {
        let listing = try await bench.fetch(identity).result.get()
        #expect(listing.catalog?.images.count == 68)
        let sent = try #require(await bench.emulator.requests(of: "demo")?.last)
        #expect(sent.headers["authorization"]?.hasPrefix("Bearer emulated.") == true)
    }

    @Test func `by a client secret`() async throws {
        try await SignInBench.with { bench in
            try await lists(bench, try bench.clientSecret())
            let form = try #require(await bench.signIn.requests.last).form
            #expect(form["scope"] == "https://batch.core.windows.net//.default")
        }
    }

    @Test(arguments: [
        (Cloud.china, "https://batch.chinacloudapi.cn//.default"),
        (.usgov, "https://batch.core.usgovcloudapi.net//.default"),
    ])
    func `for the audience of the account's cloud`(cloud: Cloud, scope: String) async throws {
        try await SignInBench.with { bench in
            let identity = bench.identity(try bench.clientSecret().method, cloud: cloud)
            try await lists(bench, identity)
            #expect(await bench.signIn.requests.last?.form["scope"] == scope)
        }
    }

    @Test func `at the authority of the cloud`() {
        #expect(
            Cloud.allCases.map(\.authority) == [
                "https://login.microsoftonline.com", "https://login.chinacloudapi.cn",
                "https://login.microsoftonline.us",
            ])
    }

    @Test func `by a client certificate, with an assertion that openssl verifies`() async throws {
        try await SignInBench.with { bench in
            let certificate = try SignInBench.certificate.get()
            try await lists(bench, try bench.clientCertificate(try certificate.pem))
            let assertion = try #require(await bench.signIn.requests.last?.form["client_assertion"])
            let parts = assertion.split(separator: ".").map(String.init)
            let signature = try #require(Data(base64URL: parts[2]))
            let folder = bench.folder
            try signature.write(to: URL(fileURLWithPath: folder.path("signature")))
            try Data("\(parts[0]).\(parts[1])".utf8).write(to: URL(fileURLWithPath: folder.path("signed")))
            try folder.secret("c.pem", try certificate.certificatePEM)
            func openssl(_ arguments: String...) throws -> String {
                try Programs.run("/usr/bin/openssl", arguments).output
            }
            try folder.secret("p.pem", try openssl("x509", "-in", folder.path("c.pem"), "-pubkey", "-noout"))
            let verified = try openssl(
                "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-verify",
                folder.path("p.pem"), "-signature", folder.path("signature"), folder.path("signed"))
            #expect(verified == "Verified OK\n")
            func object(_ part: String) throws -> [String: Any] {
                try JSONSerialization.jsonObject(with: Data(base64URL: part) ?? Data()) as? [String: Any] ?? [:]
            }
            let header = try object(parts[0])
            let print = try openssl("x509", "-in", folder.path("c.pem"), "-noout", "-fingerprint", "-sha256")
            let hex = print.split(separator: "=").last?.filter(\.isHexDigit) ?? ""
            let named = Data(base64URL: header["x5t#S256"] as? String ?? "") ?? Data()
            #expect(named.map { String(format: "%02X", $0) }.joined() == hex)
            #expect(header["alg"] as? String == "PS256" && header["typ"] as? String == "JWT")
            let claims = try object(parts[1])
            #expect(claims["aud"] as? String == "\(bench.url)/\(bench.settings.tenant)/oauth2/v2.0/token")
            #expect(claims["iss"] as? String == bench.settings.applications[0].clientID)
            #expect(claims["sub"] as? String == claims["iss"] as? String)
            #expect(UUID(uuidString: claims["jti"] as? String ?? "") != nil)
            let (begins, ends) = (try #require(claims["nbf"] as? Int), try #require(claims["exp"] as? Int))
            #expect((1...600).contains(ends - begins) && claims["iat"] as? Int == begins)
        }
    }

    @Test func `by a certificate that nobody registered, with the chain of its issuers`() async throws {
        let root = try TestCertificate("root")
        let middle = try TestCertificate("middle", issuer: root, isAuthority: true)
        let own = try TestCertificate("batchimgd.example", issuer: middle)
        let stranger = try TestCertificate("batchimgd.example", issuer: try TestCertificate("middle"))
        try await SignInBench.with { bench in
            var settings = bench.settings
            settings.applications[0].subjectNames = [
                .init(subject: "batchimgd.example", authority: try root.certificatePEM)
            ]
            await bench.signIn.apply(settings)
            // In any order, beside one that does not belong to it.
            let all = try [root, SignInBench.issuer.get(), middle].map { try $0.certificatePEM }.joined()
            let pem = try own.keyPEM + all + own.certificatePEM
            try await lists(bench, try bench.clientCertificate(pem, sendsChain: true))
            let assertion = try #require(await bench.signIn.requests.last?.form["client_assertion"])
            let header = try #require(Data(base64URL: String(assertion.prefix { $0 != "." })))
            let json = try JSONSerialization.jsonObject(with: header) as? [String: Any]
            let sent = try #require(json?["x5c"] as? [String])
            // As openssl writes them.
            let expected = try [own, middle, root].map { certificate in
                let file = try bench.folder.secret("x.pem", try certificate.certificatePEM)
                return try Programs.run(
                    "/bin/sh", ["-c", "openssl x509 -in '\(file)' -outform DER | base64 -w0"]
                ).output
            }
            #expect(sent == expected && sent.allSatisfy { !$0.contains("-") && !$0.contains("_") })
            for (name, pem, sendsChain) in [
                ("without its chain", pem, false), ("whose issuer is missing", try own.pem, true),
                ("of another issuer", try stranger.pem + all, true),
            ] {
                await bench.signIn.revoke()
                let refused = try bench.with(environment: bench.environment).clientCertificate(
                    pem, sendsChain: sendsChain)
                let error = await bench.with(environment: bench.environment).error(refused)
                try bench.check("certificate: trusted by name, \(name)", error, "AADSTS700027", "send_chain")
            }
        }
    }

    @Test func `by a workload identity, whose file is read for each token`() async throws {
        try await SignInBench.with { bench in
            try await lists(bench, try bench.workload())
            await bench.signIn.revoke()
            let second = try bench.workload(["jti": "renewed"])
            _ = try await bench.fetch(second).result.get()
            let sent = await bench.signIn.requests.compactMap { $0.form["client_assertion"] }
            #expect(sent.count == 2 && sent[0] != sent[1])
        }
    }

    @Test func `by a workload identity that the environment tells`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("token")
        let settings = SignInSettings()
        let environment = [
            "AZURE_TENANT_ID": settings.tenant, "AZURE_CLIENT_ID": settings.applications[0].clientID,
            "AZURE_FEDERATED_TOKEN_FILE": file,
        ]
        try await SignInBench.with(environment: environment) { bench in
            guard case .workloadIdentity(_, _, let path?) = try bench.workload().method else {
                Issue.record("the bench's identity has no file")
                return
            }
            try FileManager.default.copyItem(atPath: path, toPath: file)
            try await lists(bench, bench.identity(.workloadIdentity(tenant: nil, clientID: nil, tokenFile: nil)))
        }
        try await SignInBench.with { bench in
            let error = try await #require(throws: UpstreamError.self) {
                try await bench.token(bench.identity(.workloadIdentity(tenant: nil, clientID: nil, tokenFile: nil)))
            }
            #expect(error.description.contains("'tenant'") && error.description.contains("AZURE_TENANT_ID"))
        }
    }

    @Test(arguments: [
        (ManagedIdentity.Selection.systemAssigned, ""),
        (.client(SignInBench.userAssigned.clientID), "&client_id=11111111-0000-4000-8000-000000000001"),
        (.object(SignInBench.userAssigned.objectID), "&object_id=11111111-0000-4000-8000-000000000002"),
        (.resource(SignInBench.userAssigned.resourceID), "&msi_res_id=%2Fsubscriptions%2Fs%2FresourceGroups"),
    ])
    func `by an identity of the virtual machine`(selection: ManagedIdentity.Selection, parameter: String) async throws {
        try await SignInBench.with { bench in
            try await lists(bench, bench.machine(selection))
            let request = try #require(await bench.signIn.requests.last)
            let target =
                "/metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fbatch.core.windows.net%2F\(parameter)"
            #expect(request.target.hasPrefix(target) && request.headers["metadata"] == "true")
        }
    }

    @Test func `by the identity of an Arc machine, which is challenged`() async throws {
        try await SignInBench.with(environment: ["IMDS_ENDPOINT": "http://127.0.0.1:1"]) { bench in
            // Both variables are there: detected.
            try await lists(bench, bench.machine(.systemAssigned, .auto))
            let requests = await bench.signIn.requests
            #expect(requests.map(\.status) == [401, 200])
            #expect(requests.last?.headers["authorization"]?.hasPrefix("Basic ") == true)
            let error = try await #require(throws: UpstreamError.self) {
                try await bench.token(bench.machine(.client("x"), .auto))
            }
            #expect(error.description.contains("no user-assigned identity"))
        }
    }

    @Test func `by the Azure CLI`() async throws {
        try await SignInBench.with { bench in
            let token = try await bench.token(bench.machine(.systemAssigned)).value.value
            try bench.az(
                """
                echo "$*" > \(bench.folder.path("arguments"))
                echo '{"accessToken":"\(token)","expiresOn":"x","expires_on":\(bench.time.now.seconds + 3600)}'
                """)
            try await lists(bench, bench.identity(.azureCLI(tenant: "contoso.example")))
            let arguments = try String(contentsOfFile: bench.folder.path("arguments"), encoding: .utf8)
            #expect(
                arguments == "account get-access-token --output json --resource https://batch.core.windows.net/ "
                    + "--tenant contoso.example\n")
        }
    }

    @Test func `the service refuses a token without the slash`() async throws {
        try await SignInBench.with { bench in
            let target = "\(bench.url)/metadata/identity/oauth2/token?api-version=2018-02-01"
            let answer = try Programs.run(
                "/usr/bin/curl",
                ["-s", "-H", "Metadata: true", "\(target)&resource=https://batch.core.windows.net"])
            let json = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
            let token = try #require(json?["access_token"] as? String)
            let refused = try Programs.run(
                "/usr/bin/curl",
                [
                    "-s", "-H", "Authorization: Bearer \(token)",
                    "\(bench.url)/accounts/demo/supportedimages?api-version=2025-06-01",
                ])
            #expect(refused.output.contains("wrong audience"))
        }
    }
}
