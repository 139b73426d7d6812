import Catalog
import TestSupport

/// Makes up what a service might list, from a seed: the same seed is the same history.
struct RandomHistory: RandomNumberGenerator {
    private var numbers: SeededGenerator

    init(seed: UInt64) {
        numbers = SeededGenerator(seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func isLikely(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    private static let agents = ["batch.node.ubuntu 20.04", "batch.node.ubuntu 22.04", "batch.node.el 8"]
    private static let dates = [
        "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.0Z", "2027-06-30T00:00:00Z", "2031-12-31T12:00:00Z",
    ]
    private static let capabilities = [["DockerCompatible"], ["NvidiaTeslaDriverInstalled", "DockerCompatible"], []]

    mutating func image(name: Int, agent: Int? = nil) -> Image {
        let isGallery = name % 9 == 8
        let publisher = isLikely(20) ? "Canonical" : "canonical"
        return Image(
            reference: isGallery
                ? ImageReference(communityGalleryImageId: "/CommunityGalleries/G/Images/i\(name)")
                : ImageReference(
                    publisher: publisher, offer: "offer-\(name % 4)", sku: "sku-\(name)", version: "latest",
                    exactVersion: isLikely(30) ? "1.\(name)" : nil),
            nodeAgentSKUId: Self.agents[agent ?? Int.random(in: 0..<3, using: &self)],
            osType: isLikely(95) ? "linux" : "windows", verificationType: isLikely(80) ? "verified" : "unverified",
            capabilities: isLikely(30) ? nil : Self.capabilities.randomElement(using: &self)?.shuffled(using: &self),
            endOfLife: isLikely(40) ? nil : Self.dates.randomElement(using: &self).flatMap { EndOfLife($0) })
    }

    /// A listing of names that most accounts have, some under two agents.
    mutating func listing() -> [Image] {
        (0..<14).filter { _ in isLikely(85) }.flatMap { name in
            let first = Int.random(in: 0..<3, using: &self)
            return ([first] + (isLikely(15) ? [(first + 1) % 3] : [])).map { image(name: name, agent: $0) }
        }
    }

    /// What the service might list next: mostly nearly the same.
    mutating func successor(of listing: [Image]) -> [Image] {
        var images = listing
        for _ in 0..<Int.random(in: 0..<4, using: &self) {
            let place = images.indices.randomElement(using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: images.append(image(name: Int.random(in: 0..<16, using: &self)))
            case 1: if let place { images.remove(at: place) }
            case 2:
                if let place { images[place] = changed(images[place], agent: Self.agents.randomElement(using: &self)) }
            case 3, 4: if let place { images[place] = changed(images[place]) }
            default: images.shuffle(using: &self)
            }
        }
        if isLikely(4) { images = Array(images.prefix(Int.random(in: 0..<4, using: &self))) }
        // An image stands in a listing once.
        var seen: Set<ImageIdentity> = []
        return images.filter { seen.insert($0.identity).inserted }
    }

    private mutating func changed(_ image: Image, agent: String? = nil) -> Image {
        let other = self.image(name: 0)
        return Image(
            reference: image.reference, nodeAgentSKUId: agent ?? image.nodeAgentSKUId,
            osType: isLikely(90) ? image.osType : other.osType,
            verificationType: isLikely(60) ? image.verificationType : other.verificationType,
            capabilities: isLikely(60) ? image.capabilities : other.capabilities,
            endOfLife: isLikely(40) ? image.endOfLife : other.endOfLife)
    }
}
