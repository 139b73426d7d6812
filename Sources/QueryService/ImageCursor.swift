import CatalogStore
import ControlAPI
import Foundation

/// Where a page of images ended, as an opaque text: the key of its last image, which stays a place in the order
/// whatever syncs do to the images around it.
enum ImageCursor {
    private static let separator: Character = "\u{1F}"

    static func encode(_ key: ImageKey, order: ImageQuery.Order) -> String {
        let fields = [order.rawValue, key.endOfLife.map(String.init) ?? ""] + key.parts
        return Data(fields.joined(separator: String(separator)).utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: `APIError` when the text is no cursor of this order.
    static func decode(_ text: String, order: ImageQuery.Order) throws(APIError) -> ImageKey {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.count % 4) % 4)
        let fields = Data(base64Encoded: base64 + padding).flatMap { String(data: $0, encoding: .utf8) }?
            .split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard let fields, fields.count == ImageKey.partCount + 2, fields[0] == order.rawValue,
            fields[1].isEmpty || Int(fields[1]) != nil,
            let key = ImageKey(endOfLife: Int(fields[1]), parts: Array(fields.dropFirst(2)))
        else {
            throw APIError(
                .badRequest, "cannot use the parameter 'after': it is no cursor of this order; take 'next' as it came")
        }
        return key
    }
}
