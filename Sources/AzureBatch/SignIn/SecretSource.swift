import Foundation

/// Where a secret is kept; read again at every use.
package enum SecretSource: Hashable, Sendable, CustomStringConvertible {
    case file(String)
    /// A file in `$CREDENTIALS_DIRECTORY`; fixed until the service restarts.
    case credential(String)
    case environment(String)

    package var description: String {
        switch self {
        case .file(let path): "the secret file \(path)"
        case .credential(let name): "the credential '\(name)'"
        case .environment(let name): "the environment variable \(name)"
        }
    }

    /// - Throws: `UpstreamError` that names the place and the remedy.
    package func read(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(UpstreamError) -> Secret {
        switch self {
        case .file(let path):
            return try contents(path, remedy: "check the path and its owner", isOurs: true)
        case .credential(let name):
            guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
                throw .credential(
                    "cannot read \(self): the service has no credentials",
                    remedy: "add LoadCredential=\(name):... to the unit")
            }
            return try contents(
                "\(folder)/\(name)", remedy: "add LoadCredential=\(name):... to the unit", isOurs: false)
        case .environment(let name):
            return try secret(environment[name] ?? "", remedy: "set it in the daemon's environment")
        }
    }

    /// The largest secret there is (a certificate with its key) is far smaller.
    private static let mostBytes = 65_536

    /// The content of a file whose permissions are those of the platform that writes it.
    static func platformFile(_ path: String) throws(UpstreamError) -> Secret {
        try SecretSource.file(path).contents(path, remedy: "check 'token_file'", isOurs: false)
    }

    /// - Parameter isOurs: whether the operator decides who may read it.
    private func contents(_ path: String, remedy: String, isOurs: Bool) throws(UpstreamError) -> Secret {
        let file: PlainFile
        do {
            file = try PlainFile(path, followingLinks: true, mostBytes: Self.mostBytes)
        } catch {
            throw .credential("cannot read \(self): \(error.reason)", remedy: remedy)
        }
        if isOurs, file.permissions & 0o007 != 0 {
            throw .credential(
                "cannot use \(self): everybody may read it", remedy: "run: chmod o-rwx '\(path)'")
        }
        guard let text = String(data: file.data, encoding: .utf8), !text.contains("\0") else {
            throw .credential("cannot use \(self): it is not UTF-8 text", remedy: remedy)
        }
        return try secret(text, remedy: remedy)
    }

    private func secret(_ text: String, remedy: String) throws(UpstreamError) -> Secret {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw .credential("cannot use \(self): it is empty", remedy: remedy) }
        return Secret(trimmed)
    }
}
