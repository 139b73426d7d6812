import Catalog
import Foundation
import TestSupport
import Testing

@testable import AzureBatch

/// A secret has no form that could be shown.
struct SecretTests {
    private func shown(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        dump(["in a list": [value]], to: &dumped)
        let children = Mirror(reflecting: value).children.map { "\($0.value)" }.joined()
        return "\(value) \(String(describing: value)) \(String(reflecting: value)) \(dumped) \(children)"
    }

    @Test func `is never shown, alone or in what holds it`() throws {
        let secret = Secret("Te11tale")
        let token = AccessToken(value: secret, issued: UTCTime(seconds: 0), life: .seconds(1))
        for value: Any in [secret, token, Optional(secret) as Any, Result<Secret, UpstreamError>.success(secret)] {
            #expect(!shown(value).contains("Te11tale"))
            #expect(shown(value).contains("<redacted>"))
        }
        let key = try #require(SharedKey(account: "a", base64Key: Data("Te11tale".utf8).base64EncodedString()))
        #expect(!shown(key).contains("Te11tale") && shown(key).contains("<redacted>"))
    }

    @Test func `cannot be encoded`() {
        #expect(!((Secret("x") as Any) is any Encodable))
        #expect(!((AccessToken(value: Secret("x"), issued: UTCTime(seconds: 0), life: .zero) as Any) is any Encodable))
    }

    @Test func `is read from a plain file alone, and waits for no other`() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("pipe"), 0o600)
        symlink(folder.path("pipe"), folder.path("link to a pipe"))
        symlink("/dev/zero", folder.path("link to a device"))
        for name in ["pipe", "link to a pipe", "link to a device", "."] {
            let error = #expect(throws: UpstreamError.self) { try SecretSource.file(folder.path(name)).read() }
            #expect(error?.message.contains("it is no plain file") == true, "\(name): \(error?.message ?? "")")
        }
        // The mode that counts is that of the file that is read, by whatever name.
        let open = try folder.secret("open", "secret", mode: 0o604)
        symlink(open, folder.path("link to an open file"))
        let error = #expect(throws: UpstreamError.self) {
            try SecretSource.file(folder.path("link to an open file")).read()
        }
        #expect(error?.message.contains("everybody may read it") == true)
    }

    @Test func `a certificate does not show its key`() throws {
        let folder = try TemporaryFolder()
        let certificate = try SignInBench.certificate.get()
        let text = shown(try ClientCertificate.read(.file(try folder.secret("c.pem", try certificate.pem))))
        #expect(text.contains("<redacted>"))
        for line in try certificate.pem.split(separator: "\n") { #expect(!text.contains(line)) }
    }

    @Test func `is read again at every use, whatever replaced it`() throws {
        let folder = try TemporaryFolder()
        let source = SecretSource.file(try folder.secret("s", "one\n"))
        #expect(try source.read().value == "one")
        try folder.secret("s", "two")
        #expect(try source.read().value == "two")
        // As platforms do: a link that is turned to a new file.
        try folder.secret("new", "three")
        try FileManager.default.removeItem(atPath: folder.path("s"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("s"), withDestinationPath: folder.path("new"))
        #expect(try source.read().value == "three")
        let environment = ["CREDENTIALS_DIRECTORY": folder.url.path, "S": "four"]
        #expect(try SecretSource.credential("new").read(environment: environment).value == "three")
        #expect(try SecretSource.environment("S").read(environment: environment).value == "four")
    }
}
