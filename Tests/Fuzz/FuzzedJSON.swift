import Catalog
import Foundation

/// The JSON writer: whatever the strings, another reader finds them again.
enum FuzzedJSON {
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        let strings = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        var writer = JSONWriter()
        writer.object {
            for (index, string) in strings.enumerated() {
                $0.member("\(index) \(string)", string)
            }
            $0.key("all")
            $0.array(of: strings)
            $0.member("count", bytes.count)
        }
        guard let object = try? JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any] else {
            preconditionFailure("no JSON: \(String(decoding: writer.bytes, as: UTF8.self))")
        }
        precondition(object["count"] as? Int == bytes.count && object["all"] as? [String] == strings)
        for (index, string) in strings.enumerated() {
            precondition(object["\(index) \(string)"] as? String == string, "another string than was written")
        }
        return 0
    }
}
