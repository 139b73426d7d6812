/// Tabs, line ends and backslashes are escaped by a backslash.
enum TSV {
    /// Works on bytes: a carriage return and a line feed are one character together.
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { escape($0) != nil }) else { return text }
        return String(decoding: text.utf8.flatMap { byte in escape(byte).map { [0x5C, $0] } ?? [byte] }, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x09: 0x74
        case 0x0A: 0x6E
        case 0x0D: 0x72
        case 0x5C: 0x5C
        default: nil
        }
    }
}
