import Catalog
import Crypto
import Foundation

/// The Shared Key signature of the Batch service: HMAC-SHA256 over a canonical form of the request
/// (REST reference, "Authenticate via Shared Key").
package struct SharedKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let account: String
    private let key: SymmetricKey

    /// - Returns: `nil` when the key is not base64.
    package init?(account: String, base64Key: String) {
        guard let bytes = Data(base64Encoded: base64Key), !bytes.isEmpty else { return nil }
        self.account = account
        key = SymmetricKey(data: bytes)
    }

    package var description: String { "SharedKey(\(account), <redacted>)" }
    package var customMirror: Mirror { Mirror(self, children: ["account": account]) }

    /// The value of the `Authorization` header.
    ///
    /// - Parameter target: path and query as they are sent.
    package func authorization(
        method: String, target: String, headers: [(name: String, value: String)]
    ) -> String {
        let text = Self.stringToSign(method: method, target: target, headers: headers, account: account)
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
        return "SharedKey \(account):\(Data(code).base64EncodedString())"
    }

    /// Whether a request was signed with this key; takes the same time whatever is wrong.
    package func verifies(
        authorization: String, method: String, target: String, headers: [(name: String, value: String)]
    ) -> Bool {
        let prefix = "SharedKey \(account):"
        guard authorization.hasPrefix(prefix),
            let code = Data(base64Encoded: String(authorization.dropFirst(prefix.count)))
        else { return false }
        let text = Self.stringToSign(method: method, target: target, headers: headers, account: account)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(text.utf8), using: key)
    }

    /// What is signed: method, eleven headers, the `ocp-` headers, the resource, the decoded query.
    package static func stringToSign(
        method: String, target: String, headers: [(name: String, value: String)], account: String
    ) -> String {
        let values = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let own = values.filter { $0.key.hasPrefix("ocp-") }.sorted { $0.key < $1.key }
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(sides[0]), decoded(sides.count > 1 ? sides[1] : ""))
        }.filter { !$0.1.isEmpty }.sorted { $0.0 < $1.0 }
        let lines =
            [method.uppercased()] + signedHeaders.map { values[$0] ?? "" }
            + own.map { "\($0.key):\($0.value)" } + ["/\(account)\(parts[0])"] + query.map { "\($0.0):\($0.1)" }
        return lines.joined(separator: "\n")
    }

    private static let signedHeaders = [
        "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
        "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]

    private static func decoded(_ text: Substring) -> String {
        text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? String(text) : String(text)
    }
}

/// Signs with an account key, which is read anew for every request, so that a rotated one works at once.
package struct SharedKeyCredential: Credential {
    private let account: String
    private let key: SecretSource

    /// - Parameter account: the Batch account's own name.
    package init(account: String, key: SecretSource) { (self.account, self.key) = (account, key) }

    package func authorization(
        method: String, target: String, headers: [(name: String, value: String)]
    ) async throws(UpstreamError) -> String {
        let secret = try key.read()
        guard let sharedKey = SharedKey(account: account, base64Key: secret.value) else {
            throw .credential(
                "cannot use \(key): it is not a base64 account key", remedy: "copy it anew from the portal")
        }
        return sharedKey.authorization(method: method, target: target, headers: headers)
    }
}
