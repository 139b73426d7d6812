extension JSONWriter: JSONMembers {
    package mutating func object<Value: JSONObject>(_ value: Value) {
        var value = value
        object { value.members(&$0) }
    }

    package mutating func array<Value: JSONObject>(of values: some Sequence<Value>) {
        array { for value in values { $0.object(value) } }
    }

    /// Values of newline-delimited JSON.
    package mutating func lines<Value: JSONObject>(of values: some Sequence<Value>) {
        for value in values {
            object(value)
            endLine()
        }
    }

    // What is written stays as it is.
    package mutating func member(_ name: String, _ value: inout String) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout String?) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout Int) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout Int?) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout Bool) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout Bool?) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout [String]) { member(name, value) }
    package mutating func member(_ name: String, _ value: inout [String]?) { member(name, value) }

    package mutating func member(_ name: String, _ value: inout JSONText?) {
        guard let value else { return }
        key(name)
        raw(value.text.utf8)
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value) {
        key(name)
        object { value.members(&$0) }
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value?) {
        guard let value else { return }
        key(name)
        object(value)
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout [Value]) {
        key(name)
        array(of: value)
    }
}
