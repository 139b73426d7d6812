import Catalog
import Foundation

/// A pool as it was given: every property verbatim, in its order.
package struct EmulatedPool: Sendable {
    private let properties: [(name: String, json: String)]
    let state: String?

    init(_ properties: [(name: String, json: String)]) {
        self.properties = properties
        var reader = JSONReader(Array((properties.first { $0.name == "state" }?.json ?? "").utf8))
        state = try? reader.stringIfNext()
    }

    /// Reads a JSON list of `CloudPool`.
    package static func list(_ json: [UInt8]) throws -> [EmulatedPool] {
        // The reader passes over values that it is not asked about.
        _ = try JSONSerialization.jsonObject(with: Data(json))
        var pools: [EmulatedPool] = []
        var reader = JSONReader(json)
        try reader.array { reader throws(JSONReader.Failure) in
            var properties: [(name: String, json: String)] = []
            try reader.object { name, reader throws(JSONReader.Failure) in
                let range = try reader.range()
                properties.append((name, reader.text(of: range)))
            }
            pools.append(EmulatedPool(properties))
        }
        try reader.finish()
        return pools
    }

    /// - Parameter names: the properties to write; `nil` for all.
    func write(_ names: Set<String>?, to writer: inout JSONWriter) {
        writer.object {
            for (name, json) in properties where names?.contains(name) ?? true {
                $0.key(name)
                $0.raw(json.utf8)
            }
        }
    }
}
