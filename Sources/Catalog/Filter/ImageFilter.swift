/// A `$filter`: an OData 4 boolean expression over the properties of an image, as a tree.
///
/// Texts are compared without case, byte by byte in UTF-8; dates by whole seconds, as the record keeps them. A
/// comparison with an absent value is false, except `eq null` and `ne`.
package indirect enum ImageFilter: Hashable, Sendable {
    case comparison(Operand, Comparison, Operand)
    case match(Match, Operand, Operand)
    /// Whether the filter holds for one of the image's capabilities, which `Operand.capability` stands for.
    case anyCapability(ImageFilter)
    case not(ImageFilter)
    /// All hold; two at least.
    case all([ImageFilter])
    /// One holds; two at least.
    case any([ImageFilter])

    package enum Property: String, Hashable, Sendable, CaseIterable {
        case nodeAgentSKUId, osType, verificationType
        case endOfLife = "batchSupportEndOfLife"
        case publisher = "imageReference/publisher"
        case offer = "imageReference/offer"
        case sku = "imageReference/sku"
        case version = "imageReference/version"
    }

    package enum Operand: Hashable, Sendable {
        case property(Property)
        case text(FoldedText)
        case time(UTCTime)
        case null
        /// The capability that the enclosing `anyCapability` looks at.
        case capability
    }

    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "eq"
        case notEqual = "ne"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"
    }

    package enum Match: String, Hashable, Sendable, CaseIterable {
        case startsWith = "startswith"
        case contains
        case endsWith = "endswith"
    }
}

/// A filter that cannot be read.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 1-based, in Unicode scalars: where the mistake begins.
    package let column: Int
    /// What could have stood there.
    package let expected: String

    package var description: String { "cannot read the filter at column \(column): expected \(expected)" }
}
