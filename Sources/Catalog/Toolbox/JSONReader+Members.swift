extension JSONReader: JSONMembers {
    /// - Throws: `Failure` also when the object lacks what makes it usable.
    package mutating func object<Value: JSONObject>() throws(Failure) -> Value {
        var value = Value()
        try fill(&value)
        return value
    }

    package mutating func objects<Value: JSONObject>() throws(Failure) -> [Value] {
        var values: [Value] = []
        try array { reader throws(Failure) in values.append(try reader.object()) }
        return values
    }

    private mutating func fill<Value: JSONObject>(_ value: inout Value) throws(Failure) {
        try object { key, reader throws(Failure) in
            reader.untaken = key
            try value.members(&reader)
            guard reader.untaken != nil else { return }
            reader.untaken = nil
            try reader.skip()
        }
        guard value.isComplete else { throw Failure() }
    }

    /// Whether the value that comes next is this member's.
    private mutating func takes(_ name: String) -> Bool {
        guard let untaken, untaken == name else { return false }
        self.untaken = nil
        return true
    }

    package mutating func member(_ name: String, _ value: inout String) throws(Failure) {
        if takes(name) { value = try string() }
    }

    package mutating func member(_ name: String, _ value: inout String?) throws(Failure) {
        if takes(name) { value = try null() ? nil : string() }
    }

    package mutating func member(_ name: String, _ value: inout Int) throws(Failure) {
        if takes(name) { value = try integer() }
    }

    package mutating func member(_ name: String, _ value: inout Int?) throws(Failure) {
        if takes(name) { value = try null() ? nil : integer() }
    }

    package mutating func member(_ name: String, _ value: inout Bool) throws(Failure) {
        if takes(name) { value = try boolean() }
    }

    package mutating func member(_ name: String, _ value: inout Bool?) throws(Failure) {
        if takes(name) { value = try null() ? nil : boolean() }
    }

    package mutating func member(_ name: String, _ value: inout [String]) throws(Failure) {
        if takes(name) { value = try strings() }
    }

    package mutating func member(_ name: String, _ value: inout [String]?) throws(Failure) {
        if takes(name) { value = try null() ? nil : strings() }
    }

    package mutating func member(_ name: String, _ value: inout JSONText?) throws(Failure) {
        if takes(name) { value = try null() ? nil : JSONText(text(of: try range())) }
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value) throws(Failure) {
        if takes(name) { try fill(&value) }
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout Value?) throws(Failure) {
        if takes(name) { value = try null() ? nil : object() }
    }

    package mutating func member<Value: JSONObject>(_ name: String, _ value: inout [Value]) throws(Failure) {
        if takes(name) { value = try objects() }
    }
}
