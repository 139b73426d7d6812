import Foundation

/// A JSON schema of an OpenAPI document, as far as ours goes: what in an answer is otherwise than described.
package struct DescribedShape {
    private let schemas: [String: Any]
    /// Members that were found, as `Schema.member`.
    package private(set) var seen: Set<String> = []

    package init(document: [String: Any]) {
        schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: Any] ?? [:]
    }

    /// Every member of every object that has a name, as `Schema.member`.
    package var described: Set<String> {
        Set(
            schemas.flatMap { name, schema in
                ((schema as? [String: Any])?["properties"] as? [String: Any] ?? [:]).keys.map { "\(name).\($0)" }
            })
    }

    /// - Parameter schema: inline, or a reference to one of the document's.
    /// - Returns: what is wrong, each with its place.
    package mutating func problems(_ value: Any, _ schema: Any?, at place: String = "$") -> [String] {
        guard let schema = schema as? [String: Any] else { return ["\(place): no schema"] }
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last.map(String.init) {
            if let object = value as? [String: Any] { seen.formUnion(object.keys.map { "\(name).\($0)" }) }
            return problems(value, schemas[name], at: place)
        }
        switch schema["type"] as? String {
        case "object": return objectProblems(value, schema, at: place)
        case "array":
            guard let values = value as? [Any] else { return ["\(place): no array"] }
            return values.enumerated().flatMap { problems($1, schema["items"], at: "\(place)[\($0)]") }
        case "string":
            guard let text = value as? String else { return ["\(place): no string"] }
            let isAllowed = (schema["enum"] as? [String])?.contains(text) ?? true
            let matches = (schema["pattern"] as? String).map { text.range(of: $0, options: .regularExpression) != nil }
            return isAllowed && matches ?? true ? [] : ["\(place): '\(text)'"]
        case "integer":
            guard let number = value as? NSNumber, !Self.isBoolean(number),
                number.doubleValue.rounded() == number.doubleValue
            else { return ["\(place): no whole number"] }
            let isAllowed = (schema["enum"] as? [Int])?.contains(number.intValue) ?? true
            return isAllowed && number.intValue >= schema["minimum"] as? Int ?? .min ? [] : ["\(place): \(number)"]
        case "boolean": return (value as? NSNumber).map(Self.isBoolean) == true ? [] : ["\(place): no boolean"]
        default: return ["\(place): no type is described"]
        }
    }

    private mutating func objectProblems(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        guard let object = value as? [String: Any] else { return ["\(place): no object"] }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        let missing = Set(schema["required"] as? [String] ?? []).subtracting(object.keys)
        var found = missing.sorted().map { "\(place): lacks \($0)" }
        for (key, member) in object {
            if let schema = properties[key] {
                found += problems(member, schema, at: "\(place).\(key)")
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(place).\(key): not described")
            }
        }
        return found
    }

    private static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
