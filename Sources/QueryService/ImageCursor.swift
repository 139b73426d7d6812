import CatalogStore
import ControlAPI

/// Where a page of images ended, as an opaque text: the key of its last image, which stays a place in the order
/// whatever syncs do to the images around it.
enum ImageCursor {
    static func encode(_ key: ImageKey, order: ImageQuery.Order) -> String {
        OpaqueText.encode([order.rawValue, key.endOfLife.map(String.init) ?? ""] + key.parts)
    }

    /// - Throws: `APIError` when the text is no cursor of this order.
    static func decode(_ text: String, order: ImageQuery.Order) throws(APIError) -> ImageKey {
        let fields = OpaqueText.decode(text)
        guard let fields, fields.count == ImageKey.partCount + 2, fields[0] == order.rawValue,
            fields[1].isEmpty || Int(fields[1]) != nil,
            let key = ImageKey(endOfLife: Int(fields[1]), parts: Array(fields.dropFirst(2)))
        else {
            throw OpaqueText.isNoCursor
        }
        return key
    }
}
