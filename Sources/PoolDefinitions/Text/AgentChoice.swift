import Catalog

/// Says which node agent belongs to which image of a text: the only one near it. One that belongs to none is used alone.
struct AgentChoice {
    let uses: [DefinitionUse]

    init(images: [ImageMention], agents: [AgentMention]) {
        let agents = agents.sorted { $0.line < $1.line }
        var taken: Set<Int> = []
        var uses = images.map { image in
            let near = Self.near(image, agents)
            // The same agent twice is one.
            let only = Set(near.map { FoldedText(agents[$0].name) }).count == 1
            if only { taken.formUnion(near) }
            let agent = only ? near.first.map { agents[$0].name } : nil
            return DefinitionUse(
                ImageUse(.image(image.reference), agent: agent.map { .named($0) } ?? .unsaid), line: image.line,
                pool: nil, form: .text)
        }
        uses += agents.indices.filter { !taken.contains($0) }.map { index in
            DefinitionUse(
                ImageUse(.agentAlone, agent: .named(agents[index].name)), line: agents[index].line, pool: nil,
                form: .text)
        }
        self.uses = uses.enumerated().sorted { left, right in
            (left.element.line, left.element.sortKey) < (right.element.line, right.element.sortKey)
        }.map(\.element)
    }

    /// The agents that stand on lines from which every part of the image is near.
    private static func near(_ image: ImageMention, _ agents: [AgentMention]) -> Range<Int> {
        let first = image.lines.upperBound - TextScan.span
        let last = image.lines.lowerBound + TextScan.span
        let start = partition(agents) { $0.line >= first }
        return start..<max(start, partition(agents) { $0.line > last })
    }

    private static func partition(_ agents: [AgentMention], _ isBehind: (AgentMention) -> Bool) -> Int {
        var low = 0
        var high = agents.count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(agents[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension DefinitionUse {
    fileprivate var sortKey: String { "\(use.image ?? "") \(use.nodeAgentSKUId ?? "")" }
}
