import Catalog

/// Says which node agent belongs to which image of a text: the only one near it. One that belongs to none is used alone.
/// That unverified images will do belongs to the image that is nearest to where it is said.
struct AgentChoice {
    let uses: [DefinitionUse]

    /// - Parameter verifications: the lines that say that unverified images will do.
    init(images: [ImageMention], agents: [AgentMention], verifications: [Int] = []) {
        let tolerant = Set(verifications.flatMap { Self.nearest(to: $0, images) })
        let agents = agents.sorted { $0.line < $1.line }
        let names = agents.map { $0.name.folded }
        // Where the next agent stands that is another one.
        var others = [Int](repeating: agents.count, count: agents.count)
        for index in agents.indices.reversed().dropFirst() {
            others[index] = names[index] == names[index + 1] ? others[index + 1] : index + 1
        }
        var taken: [Range<Int>] = []
        var uses = images.enumerated().map { index, image in
            let near = Self.near(image, agents)
            // The same agent twice is one.
            let isOnly = !near.isEmpty && others[near.lowerBound] >= near.upperBound
            if isOnly { taken.append(near) }
            return DefinitionUse(
                ImageUse(
                    .image(image.reference), agent: isOnly ? .named(agents[near.lowerBound].name) : .unsaid,
                    takesUnverified: tolerant.contains(index)),
                line: image.line, pool: nil, form: .text)
        }
        var left = 0
        for near in taken.sorted(by: { $0.lowerBound < $1.lowerBound }) + [agents.count..<agents.count] {
            uses += agents[min(left, near.lowerBound)..<near.lowerBound].map { agent in
                DefinitionUse(
                    ImageUse(.agentAlone, agent: .named(agent.name)), line: agent.line, pool: nil, form: .text)
            }
            left = max(left, near.upperBound)
        }
        self.uses = uses.map { (use: $0, key: $0.sortKey) }.sorted { ($0.use.line, $0.key) < ($1.use.line, $1.key) }
            .map(\.use)
    }

    /// The images that are nearest to a line, of those that are near it.
    private static func nearest(to line: Int, _ images: [ImageMention]) -> [Int] {
        let distances = images.map { max($0.lines.lowerBound - line, line - $0.lines.upperBound, 0) }
        guard let least = distances.min(), least <= TextScan.span else { return [] }
        return distances.indices.filter { distances[$0] == least }
    }

    /// The agents that stand on lines from which every part of the image is near.
    private static func near(_ image: ImageMention, _ agents: [AgentMention]) -> Range<Int> {
        let first = image.lines.upperBound - TextScan.span
        let last = image.lines.lowerBound + TextScan.span
        let start = agents.partitionPoint { $0.line >= first }
        return start..<max(start, agents.partitionPoint { $0.line > last })
    }
}

extension Array {
    /// The index from which on something holds, in elements that are in order.
    func partitionPoint(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension DefinitionUse {
    fileprivate var sortKey: String { "\(use.image ?? "") \(use.nodeAgentSKUId ?? "")" }
}

/// A node agent that a text names.
struct AgentMention {
    let name: String
    let line: Int
}

/// An image that a text names.
struct ImageMention {
    let reference: ImageReference
    /// Where it begins.
    let line: Int
    /// The lines on which its parts stand.
    let lines: ClosedRange<Int>
}
