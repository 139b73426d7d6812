import ControlAPI
import Foundation

/// Fields as one text that clients hand back as it came: what a cursor is made of.
enum OpaqueText {
    private static let separator: Character = "\u{1F}"

    /// - Returns: base64 in the alphabet that needs no escape in a URL.
    static func encode(_ fields: [String]) -> String {
        Data(fields.joined(separator: String(separator)).utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Returns: `nil` when the text was not made here.
    static func decode(_ text: String) -> [String]? {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.count % 4) % 4)
        return Data(base64Encoded: base64 + padding).flatMap { String(data: $0, encoding: .utf8) }?
            .split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// The error of a cursor that was not made here, or for another order.
    static let isNoCursor = APIError(
        .badRequest, "cannot use the parameter 'after': it is no cursor of this order; take 'next' as it came")
}
