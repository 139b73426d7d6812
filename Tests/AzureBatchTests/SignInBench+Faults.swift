import AzureBatch
import TestSupport
import Testing

extension SignInBench {
    /// Stands for secrets in what is wrong: no error may hold it.
    static let telltale = "Te11tale"

    /// One clear error that names the place and the remedy, and holds no secret.
    func check(_ name: String, _ error: UpstreamError?, _ code: String, _ words: String...) throws {
        let error = try #require(error, "\(name) went well")
        let text = error.description
        #expect(error.code == code, "\(name): \(text)")
        for word in words { #expect(text.contains(word), "\(name): \(text)") }
        #expect(error.remedy?.isEmpty == false, "\(name): \(text)")
        #expect(error.message.hasPrefix("cannot "), "\(name): \(text)")
        for secret in [Self.telltale, "PRIVATE KEY-----", "eyJ", "emulated."] {
            #expect(!text.contains(secret), "\(name): \(text)")
        }
        try FaultTable.check(.signIn, name, holds: "fails with \(code), its place and remedy, no secret") {}
    }

    func error(_ identity: TokenIdentity) async -> UpstreamError? {
        do throws(UpstreamError) {
            _ = try await token(identity)
            return nil
        } catch {
            return error
        }
    }
}
