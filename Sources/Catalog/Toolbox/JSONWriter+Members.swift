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

    package mutating func member(_ name: String, _ value: inout String) {
        key(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: inout String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: inout Int) {
        key(name)
        integer(value)
    }

    package mutating func member(_ name: String, _ value: inout Int?) {
        guard let value else { return }
        key(name)
        integer(value)
    }

    package mutating func member(_ name: String, _ value: inout Bool) {
        key(name)
        boolean(value)
    }

    package mutating func member(_ name: String, _ value: inout Bool?) {
        guard let value else { return }
        key(name)
        boolean(value)
    }

    package mutating func member(_ name: String, _ value: inout [String]) {
        key(name)
        array(of: value)
    }

    package mutating func member(_ name: String, _ value: inout [String]?) {
        guard let value else { return }
        key(name)
        array(of: value)
    }

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
