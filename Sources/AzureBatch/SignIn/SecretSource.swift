import Foundation

/// Where a secret is kept; read again at every use.
package enum SecretSource: Hashable, Sendable, CustomStringConvertible {
    case file(String)
    /// A file in `$CREDENTIALS_DIRECTORY`; fixed until the service restarts.
    case credential(String)
    case environment(String)

    /// Names the place only where something is found: else what stands there may be the secret itself.
    package var description: String {
        let environment = ProcessInfo.processInfo.environment
        switch self {
        case .file(let path): return "the secret file\(Self.isFound(path) ? " \(path)" : "")"
        case .credential(let name):
            let isFound = environment["CREDENTIALS_DIRECTORY"].map { Self.isFound("\($0)/\(name)") } ?? false
            return isFound ? "the credential '\(name)'" : "the secret's credential"
        case .environment(let name):
            return environment[name] == nil ? "the secret's environment variable" : "the environment variable \(name)"
        }
    }

    private static func isFound(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: `UpstreamError` that names the place and the remedy.
    package func read(
        environment: @autoclosure () -> [String: String] = ProcessInfo.processInfo.environment
    ) throws(UpstreamError) -> Secret {
        switch self {
        case .file(let path):
            return try contents(path, remedy: "check the path under 'file', and who owns it", isOurs: true)
        case .credential(let name):
            guard let folder = environment()["CREDENTIALS_DIRECTORY"] else {
                throw .credential("cannot read \(self): the service has no credentials", remedy: Self.load)
            }
            return try contents("\(folder)/\(name)", remedy: Self.load, isOurs: false)
        case .environment(let name):
            return try secret(
                environment()[name] ?? "", remedy: "set the variable that 'env' names in the daemon's environment")
        }
    }

    private static let load = "add LoadCredential=NAME:/path to the unit, with the NAME that 'credential' gives"

    /// The largest secret there is (a certificate with its key) is far smaller.
    private static let maximumBytes = 65_536

    /// The content of a file whose permissions are those of the platform that writes it.
    static func platformFile(_ path: String) throws(UpstreamError) -> Secret {
        try SecretSource.file(path).contents(path, remedy: "check 'token_file'", isOurs: false)
    }

    /// - Parameter isOurs: whether the operator decides who may read it.
    private func contents(_ path: String, remedy: String, isOurs: Bool) throws(UpstreamError) -> Secret {
        let file: PlainFile
        do {
            file = try PlainFile(path, followingLinks: true, maximumBytes: Self.maximumBytes)
        } catch {
            throw .credential("cannot read \(self): \(error.reason)", remedy: remedy)
        }
        if isOurs, file.permissions & 0o007 != 0 {
            throw .credential("cannot use \(self): everybody may read it", remedy: "run: chmod o-rwx '\(path)'")
        }
        guard let text = String(validating: file.data, as: UTF8.self), !text.utf8.contains(0) else {
            throw .credential("cannot use \(self): it is not UTF-8 text", remedy: remedy)
        }
        return try secret(text, remedy: remedy)
    }

    private func secret(_ text: String, remedy: String) throws(UpstreamError) -> Secret {
        let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        guard !trimmed.isEmpty else { throw .credential("cannot use \(self): it is empty", remedy: remedy) }
        return Secret(String(trimmed))
    }
}
