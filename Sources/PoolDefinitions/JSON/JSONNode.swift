/// A value of a JSON text, and the line, from 1, on which it begins.
package struct JSONNode: Sendable {
    package indirect enum Value: Sendable {
        case object([Member])
        case array([JSONNode])
        case string(String)
        /// A number, as it is written.
        case number(String)
        case boolean(Bool)
        case null
        /// Something that only whoever applies the definition knows, as it is written.
        case untold(String)
    }

    package struct Member: Sendable {
        package let key: String
        /// Without case and underscores: `nodeAgentSKUId`, `nodeAgentSkuId` and `node_agent_sku_id` are one.
        let plainKey: String
        package let node: JSONNode

        init(key: String, node: JSONNode) {
            self.key = key
            plainKey = Self.plain(key)
            self.node = node
        }

        static func plain(_ key: String) -> String {
            String(
                decoding: key.utf8.lazy.filter { $0 != 0x5F }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
                as: UTF8.self)
        }
    }

    package let line: Int
    package let value: Value

    init(line: Int, _ value: Value) {
        self.line = line
        self.value = value
    }

    package var members: [Member] { if case .object(let members) = value { members } else { [] } }
    package var elements: [JSONNode] { if case .array(let elements) = value { elements } else { [] } }
    package var string: String? { if case .string(let text) = value { text } else { nil } }
    var isObject: Bool { if case .object = value { true } else { false } }
    var isNull: Bool { if case .null = value { true } else { false } }
    var untold: String? { if case .untold(let text) = value { text } else { nil } }

    /// The first of the members that have one of these keys, which are written without case and underscores; what is
    /// `null` is not there.
    package func member(_ keys: String...) -> JSONNode? {
        for key in keys {
            if let member = members.first(where: { $0.plainKey == key && !$0.node.isNull }) { return member.node }
        }
        return nil
    }
}
