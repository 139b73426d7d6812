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
            return try contents(path, remedy: "check the path and its owner")
        case .credential(let name):
            guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
                throw .credential("cannot read \(self): the service has no credentials; add LoadCredential=\(name):...")
            }
            return try contents("\(folder)/\(name)", remedy: "add LoadCredential=\(name):... to the unit")
        case .environment(let name):
            return try secret(environment[name] ?? "", remedy: "set it in the daemon's environment")
        }
    }

    /// The largest secret there is (a certificate with its key) is far smaller.
    private static let mostBytes = 65_536

    private func contents(_ path: String, remedy: String) throws(UpstreamError) -> Secret {
        if case .file = self, let mode = Self.mode(path), mode & 0o007 != 0 {
            throw .credential("cannot use \(self): everybody may read it; run: chmod o-rwx '\(path)'")
        }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: Self.mostBytes) ?? Data()
        } catch {
            throw .credential("cannot read \(self): \((error as NSError).localizedDescription); \(remedy)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw .credential("cannot use \(self): it is not UTF-8 text")
        }
        return try secret(text, remedy: remedy)
    }

    private func secret(_ text: String, remedy: String) throws(UpstreamError) -> Secret {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw .credential("cannot use \(self): it is empty; \(remedy)") }
        return Secret(trimmed)
    }

    private static func mode(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue
    }
}
