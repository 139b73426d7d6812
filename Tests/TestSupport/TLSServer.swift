import Foundation

/// OpenSSL's own server, with a certificate of an authority that nobody trusts.
package final class TLSServer {
    package let authority: TestCertificate
    /// Where its certificate lies; whatever else a test puts there goes with it.
    package let folder: TemporaryFolder
    package let url: String
    private let process = Process()

    /// - Parameter options: of `openssl s_server`.
    package init(options: [String] = []) throws {
        folder = try TemporaryFolder()
        authority = try TestCertificate("test authority")
        let certificate = try folder.secret("server.pem", try TestCertificate("server", issuer: authority).pem)
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments =
            ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", certificate, "-www"] + options
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = ""
        while !said.contains("ACCEPT ") || !said.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            said += String(decoding: data, as: UTF8.self)
        }
        guard let place = said.firstMatch(of: /ACCEPT (127\.0\.0\.1:[0-9]+)/) else {
            throw CocoaError(.fileReadUnknown)
        }
        url = "https://\(place.1)"
    }

    /// What is started from a task inherits that its signals are blocked.
    deinit { kill(process.processIdentifier, SIGKILL) }
}
