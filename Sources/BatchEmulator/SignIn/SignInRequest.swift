import Foundation

/// A request for a token as it was received, and what it was answered.
package struct SignInRequest: Codable, Sendable {
    package let method: String
    /// Scheme, host and port that it was sent to.
    package let origin: String
    /// Path and query, byte for byte.
    package let target: String
    /// By lower-case name.
    package let headers: [String: String]
    package let body: String
    package var status: Int?
    package var answer: String?

    var path: String { String(target.prefix { $0 != "?" }) }
    var url: String { origin + target }

    var query: [String: String] { Self.fields(String(target.drop { $0 != "?" }.dropFirst())) }

    /// The fields of a form.
    package var form: [String: String] { Self.fields(body) }

    private static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            return (sides[0], sides.count > 1 ? sides[1] : "")
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
