extension ImageFilter {
    /// Whether the filter holds for an image.
    package func matches(_ image: Image) -> Bool { holds(for: image, capability: nil) }

    private func holds(for image: Image, capability: String?) -> Bool {
        switch self {
        case .comparison(let left, let comparison, let right):
            comparison.holds(left, right, in: image, capability)
        case .match(let match, let text, let part):
            match.holds(text.value(in: image, capability), part.value(in: image, capability))
        case .anyCapability(let filter):
            (image.capabilities ?? []).contains { filter.holds(for: image, capability: $0) }
        case .not(let filter): !filter.holds(for: image, capability: capability)
        case .all(let filters): filters.allSatisfy { $0.holds(for: image, capability: capability) }
        case .any(let filters): filters.contains { $0.holds(for: image, capability: capability) }
        }
    }
}

/// What an operand stands for in an image.
private enum FilterValue: Comparable {
    case text(FoldedText)
    case time(UTCTime)

    init?(_ text: String?) {
        guard let text else { return nil }
        self = .text(FoldedText(text))
    }
}

extension ImageFilter.Operand {
    /// - Returns: `nil` when it is absent.
    fileprivate func value(in image: Image, _ capability: String?) -> FilterValue? {
        switch self {
        case .property(let property): property.value(in: image)
        case .text(let text): .text(text)
        case .time(let time): .time(time)
        case .capability: FilterValue(capability)
        case .null: nil
        }
    }
}

extension ImageFilter.Property {
    fileprivate func value(in image: Image) -> FilterValue? {
        switch self {
        case .nodeAgentSKUId: FilterValue(image.nodeAgentSKUId)
        case .osType: FilterValue(image.osType)
        case .verificationType: FilterValue(image.verificationType)
        case .publisher: FilterValue(image.reference.publisher)
        case .offer: FilterValue(image.reference.offer)
        case .sku: FilterValue(image.reference.sku)
        case .version: FilterValue(image.reference.version)
        case .endOfLife: image.endOfLife.map { .time($0.time.wholeSeconds) }
        }
    }
}

extension ImageFilter.Comparison {
    fileprivate func holds(
        _ left: ImageFilter.Operand, _ right: ImageFilter.Operand, in image: Image, _ capability: String?
    ) -> Bool {
        let values = (left.value(in: image, capability), right.value(in: image, capability))
        guard let first = values.0, let second = values.1 else {
            let isNull = (left == .null || right == .null) && values.0 == nil && values.1 == nil
            return self == .equal && isNull || self == .notEqual && !isNull
        }
        return switch self {
        case .equal: first == second
        case .notEqual: first != second
        case .greater: first > second
        case .greaterOrEqual: first >= second
        case .less: first < second
        case .lessOrEqual: first <= second
        }
    }
}

extension ImageFilter.Match {
    fileprivate func holds(_ text: FilterValue?, _ part: FilterValue?) -> Bool {
        guard case .text(let text) = text, case .text(let part) = part else { return false }
        return switch self {
        case .startsWith: text.bytes.starts(with: part.bytes)
        case .contains: text.bytes.contains(part.bytes)
        case .endsWith: text.bytes.reversed().starts(with: part.bytes.reversed())
        }
    }
}
