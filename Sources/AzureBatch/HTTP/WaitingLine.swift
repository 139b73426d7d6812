/// Who came first is served first; whoever leaves the line makes nobody wait.
struct WaitingLine<Element> {
    typealias Place = Int

    private var waiting: [Place: Element] = [:]
    private var head = 0
    private var end = 0

    var count: Int { waiting.count }

    mutating func join(_ element: Element) -> Place {
        defer { end += 1 }
        waiting[end] = element
        return end
    }

    /// - Returns: `nil` when it was served, or has left before.
    mutating func leave(_ place: Place) -> Element? { waiting.removeValue(forKey: place) }

    /// Takes the first out of the line.
    mutating func first() -> Element? {
        while head < end {
            defer { head += 1 }
            if let element = waiting.removeValue(forKey: head) { return element }
        }
        return nil
    }
}

extension WaitingLine: Sendable where Element: Sendable {}
