package import Catalog

/// What a definition is written in.
package enum DefinitionForm: String, Hashable, Sendable, CaseIterable {
    case rest, arm, terraform, text
}

/// An image that a definition uses, and where.
package struct DefinitionUse: Hashable, Sendable {
    package let use: ImageUse
    /// From 1.
    package let line: Int
    /// The pool's name, as far as it is told.
    package let pool: String?
    package let form: DefinitionForm

    init(_ use: ImageUse, line: Int, pool: String?, form: DefinitionForm) {
        self.use = use
        self.line = line
        self.pool = pool
        self.form = form
    }
}
