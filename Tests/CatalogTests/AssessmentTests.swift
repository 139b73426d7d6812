import Catalog
import Testing

/// What is suggested to who uses an image that is not well.
struct AssessmentTests {
    private static let day = UTCTime(day: 20_000)

    private static func image(_ name: String, _ agent: String, _ capabilities: [String]? = nil) -> Image {
        let parts = name.split(separator: ":").map(String.init)
        return Image(
            reference: ImageReference(publisher: parts[0], offer: parts[1], sku: parts[2], version: "latest"),
            nodeAgentSKUId: agent, osType: "linux", verificationType: "verified", capabilities: capabilities)
    }

    private static let listed = [
        image("canonical:jammy:22_04-lts", "batch.node.ubuntu 22.04"),
        image("microsoft-dsvm:ubuntu-hpc:2204", "batch.node.ubuntu 22.04", ["DockerCompatible"]),
        image("almalinux:almalinux:9-gen1", "batch.node.el 9"),
    ]

    /// The image that is suggested, without its version.
    private func suggested(
        _ name: String, _ agent: ImageUse.Agent, hasContainers: Bool = false, past: [Image] = []
    ) -> String? {
        let reference = Self.image(name, "").reference
        let use = ImageUse(.image(reference), agent: agent, hasContainers: hasContainers)
        let account = AccountOffer(name: "a", listed: Self.listed, gone: past.map { ($0, UTCTime(day: 19_000)) })
        let assessment = Assessment(use, in: account, on: Self.day, window: 180)
        return assessment.suggestion.map { "\($0.image) \($0.nodeAgentSKUId)" }
    }

    @Test func `is the same image under its own node agent`() {
        #expect(
            suggested("canonical:jammy:22_04-lts", .named("batch.node.ubuntu 20.04"))
                == "canonical:jammy:22_04-lts:latest batch.node.ubuntu 22.04")
    }

    @Test func `keeps what an image could that is gone, and what its use needs`() {
        let hpc = Self.image("p:container:20-04", "batch.node.ubuntu 20.04", ["DockerCompatible"])
        let plain = Self.image("p:plain:20-04", "batch.node.ubuntu 20.04")
        let agent = ImageUse.Agent.named("batch.node.ubuntu 20.04")
        let container = "microsoft-dsvm:ubuntu-hpc:2204:latest batch.node.ubuntu 22.04"
        let jammy = "canonical:jammy:22_04-lts:latest batch.node.ubuntu 22.04"
        #expect(suggested("p:container:20-04", agent, past: [hpc, plain]) == container)
        #expect(suggested("p:container:20-04", .unsaid, past: [hpc, plain]) == container)
        #expect(suggested("p:plain:20-04", agent, past: [hpc, plain]) == jammy)
        #expect(suggested("p:plain:20-04", agent, hasContainers: true, past: [hpc, plain]) == container)
        #expect(
            suggested("canonical:jammy:22_04-lts", .named("batch.node.ubuntu 22.04"), hasContainers: true) == container)
    }

    @Test func `is what the name tells of what was never listed`() {
        let (ubuntu, el) = (ImageUse.Agent.named("batch.node.ubuntu 22.04"), ImageUse.Agent.named("batch.node.el 9"))
        let jammy = "canonical:jammy:22_04-lts:latest batch.node.ubuntu 22.04"
        let hpc = "microsoft-dsvm:ubuntu-hpc:2204:latest batch.node.ubuntu 22.04"
        // A sku, an offer and a publisher that are mistyped; a sku of a known offer, whatever it is.
        #expect(suggested("canonical:jammy:22_04-tls", ubuntu) == jammy)
        #expect(suggested("canonical:jammi:22_04-lts", .unsaid) == jammy)
        #expect(suggested("canonicl:jammy:22_04-lts", ubuntu) == jammy)
        #expect(suggested("microsoft-dsvm:ubuntu-hpc:2404-preview", .unsaid) == hpc)
        #expect(suggested("microsoft-dsvm:ubuntu-hpc:2204-gen9", ubuntu, hasContainers: true) == hpc)
        #expect(suggested("almalinux:almalinux:9-hpc", el) == "almalinux:almalinux:9-gen1:latest batch.node.el 9")
    }

    @Test func `is no warning that an image is unverified where that is what is wanted`() {
        let image = Image(
            reference: Self.image("a:b:c", "").reference, nodeAgentSKUId: "g", osType: "linux",
            verificationType: "unverified")
        let account = AccountOffer(name: "a", listed: [image])
        func verdict(takesUnverified: Bool) -> Verdict {
            let use = ImageUse(.image(image.reference), agent: .named("g"), takesUnverified: takesUnverified)
            return Assessment(use, in: account, on: Self.day, window: 180).judgement.verdict
        }
        #expect(verdict(takesUnverified: false) == .unverified && verdict(takesUnverified: true) == .ok)
    }

    @Test func `is nothing for what is well, and for what nobody knows`() {
        #expect(suggested("canonical:jammy:22_04-lts", .named("batch.node.ubuntu 22.04")) == nil)
        #expect(suggested("a:b:c", .named("batch.node.centos 7")) == nil && suggested("a:b:c", .unsaid) == nil)
    }
}
