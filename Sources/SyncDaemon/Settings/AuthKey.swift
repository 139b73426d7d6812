/// A key of signing in, and the methods that take it.
struct AuthKey: Sendable {
    /// What a key is for some methods.
    struct Use: Sendable {
        let methods: [AuthFields.Method]
        let isRequired: Bool
        let purpose: String

        /// - Parameter purpose: a part of a sentence, without the methods' names.
        static func required(_ methods: AuthFields.Method..., for purpose: String) -> Use {
            Use(methods: methods, isRequired: true, purpose: purpose)
        }

        static func optional(_ methods: AuthFields.Method..., for purpose: String) -> Use {
            Use(methods: methods, isRequired: false, purpose: purpose)
        }
    }

    let key: SettingsKey<AuthFields>
    private let uses: [Use]

    /// A key with a default.
    init<Value>(
        _ name: String, _ property: any WritableKeyPath<AuthFields, Value> & Sendable, _ form: SettingsForm<Value>,
        _ uses: Use...
    ) {
        key = SettingsKey(name, property, form, Self.sentence(uses))
        self.uses = uses
    }

    /// A key without a default.
    init<Value>(
        _ name: String, _ property: any WritableKeyPath<AuthFields, Value?> & Sendable, _ form: SettingsForm<Value>,
        example: Value, _ uses: Use...
    ) {
        key = SettingsKey(name, property, form, example: example, Self.sentence(uses))
        self.uses = uses
    }

    private static func sentence(_ uses: [Use]) -> String {
        let parts = uses.map { "\($0.methods.map(\.rawValue).joined(separator: ", ")): \($0.purpose)" }
        return "\(parts.joined(separator: "; "))."
    }

    /// What it is for a method; `nil`: the method does not take it.
    func use(by method: AuthFields.Method) -> Use? {
        uses.first { $0.methods.contains(method) }
    }
}
