import Catalog
import ControlAPI
import Foundation

/// Fields as one text that clients hand back as it came: what a cursor is made of.
enum OpaqueText {
    private static let separator: Character = "\u{1F}"

    /// - Returns: base64 in the alphabet that needs no escape in a URL.
    static func encode(_ fields: [String]) -> String {
        Data(fields.joined(separator: String(separator)).utf8).base64URL
    }

    /// - Returns: `nil` when the text was not made here.
    static func decode(_ text: String) -> [String]? {
        Data(base64URL: text).flatMap { String(data: $0, encoding: .utf8) }?
            .split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// The error of a cursor that was not made here, or for another order.
    static let isNoCursor = APIError(
        .badRequest, "cannot use the parameter 'after': it is no cursor of this order; take 'next' as it came")
}
