/// What can be read of an image from its name, its node agent and its capabilities. Nothing is guessed: what a name does
/// not tell is absent, and the image takes part by its node agent alone.
package struct ImageTraits: Hashable, Sendable {
    package enum Architecture: String, Hashable, Sendable {
        case x64, arm64
    }

    /// What a name tells of the form in which an image comes.
    package enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        case core, smalldisk
        case azureEdition = "azure-edition"
        /// Of Windows Server 2016 and 2019; the service does not say what it stands for.
        case gs
        /// Made for a confidential VM.
        case confidential

        package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// Folded.
    let osType: String
    package let architecture: Architecture
    /// `nil` when the node agent is none that this rule can read.
    package let family: DistributionFamily?
    package let release: OSRelease?
    /// Of Hyper-V: 1 or 2.
    package let generation: Int
    package let kinds: Set<Kind>
    /// As the service writes them; the second generation is among them also where only the name tells it.
    let capabilities: Set<String>

    static let secondGeneration = "Generation2VMImage"
    static let confidential = "ConfidentialVMCompatible"
    private static let userSubscription = "UserSubscriptionOnly"

    /// Capabilities but for the one that names tell better.
    static func withoutGeneration(_ capabilities: [String]) -> [String] {
        capabilities.filter { $0 != secondGeneration }
    }

    package init(_ image: Image) {
        let agent = AgentWords(image.nodeAgentSKUId)
        let name = image.name
        let sku = Self.words(name.sku)
        let words = sku + Self.words(name.offer)
        osType = image.osType.folded
        architecture = agent.isARM || words.contains { $0 == "arm64" || $0 == "aarch64" } ? .arm64 : .x64
        family = agent.family
        release =
            switch agent.family {
            case .ubuntu: OSRelease.ubuntu(in: words) ?? agent.release
            case .enterpriseLinux:
                agent.release.flatMap { OSRelease.enterpriseLinux($0.major, in: words) } ?? agent.release
            case .windows: OSRelease.windows(in: words)
            case .debian, .azureLinux, .other: agent.release
            case nil: nil
            }
        var capabilities = Set(image.capabilities ?? [])
        if sku.contains(where: { ["gen2", "g2", "gensecond"].contains($0) }) {
            capabilities.insert(Self.secondGeneration)
        }
        self.capabilities = capabilities
        generation = capabilities.contains(Self.secondGeneration) ? 2 : 1
        var kinds = Set(sku.compactMap { Kind(rawValue: String($0)) })
        if zip(sku, sku.dropFirst()).contains(where: { $0 == "azure" && $1 == "edition" }) {
            kinds.insert(.azureEdition)
        }
        if capabilities.contains(Self.confidential) || words.contains(where: { $0 == "cvm" || $0 == "confidential" }) {
            kinds.insert(.confidential)
        }
        self.kinds = kinds
    }

    /// Whether only accounts in user-subscription mode can use it.
    package var isForUserSubscription: Bool { capabilities.contains(Self.userSubscription) }

    /// A folded part of a name, taken apart at everything that is neither letter nor digit. What is longer than any name
    /// is not read.
    private static func words(_ text: String) -> [Substring] {
        text.utf8.count > 256 ? [] : text.split { !$0.isLetter && !$0.isNumber }
    }
}

/// What a node agent SKU says: `batch.node.ubuntu 24.04-arm64`, `batch.node.windows amd64`.
private struct AgentWords {
    let family: DistributionFamily?
    let release: OSRelease?
    let isARM: Bool

    private static let prefix = "batch.node."

    init(_ agent: String) {
        let agent = agent.folded
        let words = agent.split(separator: " ")
        guard agent.hasPrefix(Self.prefix), agent.utf8.count <= 256, words.count == 2, words[0] != Self.prefix else {
            (family, release, isARM) = (nil, nil, false)
            return
        }
        family = DistributionFamily(agentWord: String(words[0].dropFirst(Self.prefix.count)))
        let parts = words[1].split(separator: "-")
        isARM = parts.contains { $0 == "arm64" || $0 == "aarch64" }
        release = parts.first.flatMap { OSRelease(agentVersion: $0) }
    }
}
