package import FoundationEssentials

extension URLComponents {
    /// Whether the port, where one is named, is from 1 to 65535: beyond, another one would be asked, or none.
    package var hasUsablePort: Bool {
        guard let string, let range = rangeOfPort, !range.isEmpty else { return true }
        return UInt16(string[range]).map { $0 > 0 } ?? false
    }
}
