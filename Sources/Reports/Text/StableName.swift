import Catalog

/// Names that are the same for ever, made of what they stand for.
enum StableName {
    /// A UUID of version 8 (RFC 9562, section 5.8), as a URN.
    static func urn(of parts: [String]) -> String {
        var digits = Array(Digest(of: parts).hex.prefix(32))
        digits[12] = "8"
        digits[16] = "8"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return "urn:uuid:\(groups.joined(separator: "-"))"
    }

    static func uid(of name: ImageName) -> String {
        let parts = [name.publisher, name.offer, name.sku, name.version, name.gallery]
        return "\(Digest(of: parts).hex.prefix(32))@batchimgd"
    }
}
