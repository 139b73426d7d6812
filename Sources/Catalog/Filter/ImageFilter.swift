/// A `$filter` on what the service documents: `osType`, `verificationType` and `nodeAgentSKUId`, compared with
/// `eq` and `ne`, joined by `and`, `or`, `not` and parentheses.
package indirect enum ImageFilter: Hashable, Sendable {
    package enum Property: String, Hashable, Sendable, CaseIterable {
        case osType, verificationType, nodeAgentSKUId
    }

    case equals(Property, String)
    case not(ImageFilter)
    case and(ImageFilter, ImageFilter)
    case or(ImageFilter, ImageFilter)

    /// Whether the filter holds for an image; texts are compared without case.
    package func matches(_ image: Image) -> Bool {
        switch self {
        case .equals(let property, let value): property.value(in: image).lowercased() == value.lowercased()
        case .not(let filter): !filter.matches(image)
        case .and(let left, let right): left.matches(image) && right.matches(image)
        case .or(let left, let right): left.matches(image) || right.matches(image)
        }
    }
}

extension ImageFilter.Property {
    fileprivate func value(in image: Image) -> String {
        switch self {
        case .osType: image.osType
        case .verificationType: image.verificationType
        case .nodeAgentSKUId: image.nodeAgentSKUId
        }
    }
}

/// A filter that cannot be read.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 1-based, in characters.
    package let column: Int
    package let expected: String

    package var description: String { "cannot read the filter at column \(column): expected \(expected)" }
}
