/// Walks over the members of an object: a writer puts each down, a reader fills in the one that it stands at.
package protocol JSONMembers {
    associatedtype Failure: Error

    mutating func member(_ name: String, _ value: inout String) throws(Failure)
    /// An absent member is `nil`, and `nil` is left out.
    mutating func member(_ name: String, _ value: inout String?) throws(Failure)
    mutating func member(_ name: String, _ value: inout Int) throws(Failure)
    mutating func member(_ name: String, _ value: inout Int?) throws(Failure)
    mutating func member(_ name: String, _ value: inout Bool) throws(Failure)
    mutating func member(_ name: String, _ value: inout Bool?) throws(Failure)
    mutating func member(_ name: String, _ value: inout [String]) throws(Failure)
    mutating func member(_ name: String, _ value: inout [String]?) throws(Failure)
    mutating func member(_ name: String, _ value: inout JSONText?) throws(Failure)
    mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value) throws(Failure)
    mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value?) throws(Failure)
    mutating func member<Value: JSONObject>(_ name: String, _ value: inout [Value]) throws(Failure)
}

extension JSONMembers {
    package mutating func member<Known>(_ name: String, _ value: inout Word<Known>) throws(Failure) {
        try member(name, &value.text)
    }

    package mutating func member<Known>(_ name: String, _ value: inout Word<Known>?) throws(Failure) {
        var text = value?.text
        try member(name, &text)
        value = text.map { Word(text: $0) }
    }
}

/// What is written and read as a JSON object, whose members are told once for both.
///
/// Reading knows neither order nor blanks nor what it does not need: members that are unknown are passed over, those
/// that are missing keep the value that `init()` gave them.
package protocol JSONObject: Sendable {
    init()

    /// Every member, in the order in which they are written.
    mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure)

    /// Whether what makes it usable is there; what is read without that is broken.
    var isComplete: Bool { get }
}

extension JSONObject {
    package var isComplete: Bool { true }
}

/// JSON text that is handed on as it is.
package struct JSONText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Its elements, when it is a list of strings.
    package var strings: [String]? {
        var reader = JSONReader(Array(text.utf8))
        return try? reader.strings()
    }
}

/// A word of a set that later releases may add to: one of those that are known, or another.
package struct Word<Known: RawRepresentable<String> & Sendable>: Hashable, Sendable {
    package fileprivate(set) var text: String

    package init(text: String) { self.text = text }

    package init(_ known: Known) { text = known.rawValue }

    /// `nil`: one that this release does not know.
    package var known: Known? { Known(rawValue: text) }
}
