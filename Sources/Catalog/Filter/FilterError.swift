/// A filter that cannot be read.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 1-based, in Unicode scalars: where the mistake begins.
    package let column: Int
    /// What could have stood there.
    package let expected: String

    package var description: String { "cannot read the filter at column \(column): expected \(expected)" }
}
