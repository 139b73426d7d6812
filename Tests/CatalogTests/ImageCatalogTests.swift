import Catalog
import Testing

func image(
    _ sku: String, agent: String = "batch.node.ubuntu 22.04", os: String = "linux", verification: String = "verified",
    capabilities: [String]? = nil, endOfLife: String? = nil, publisher: String = "canonical",
    version: String? = "latest"
) -> Image {
    Image(
        reference: ImageReference(publisher: publisher, offer: "ubuntu", sku: sku, version: version),
        nodeAgentSKUId: agent, osType: os, verificationType: verification, capabilities: capabilities,
        endOfLife: endOfLife.flatMap { EndOfLife($0) })
}

struct ImageCatalogTests {
    @Test func `disregards order, case of names and notation of dates`() {
        let one = ImageCatalog([
            image("a", capabilities: ["X", "Y"], endOfLife: "2025-04-30T00:00:00Z"), image("b"),
        ])
        let other = ImageCatalog([
            image("B"),
            image("A", capabilities: ["Y", "X"], endOfLife: "2025-04-30T00:00:00.0Z", publisher: "Canonical"),
        ])
        #expect(one.digest == other.digest)
        #expect(other.changes(since: one) { _ in true }.isEmpty)
    }

    @Test(arguments: [("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("\u{17F}ku", "SKU"), ("ÉLAN", "élan")])
    func `disregards the case of every letter`(one: String, other: String) {
        let before = ImageCatalog([image(one), image("b")])
        let after = ImageCatalog([image(other), image("b")])
        #expect(before.digest == after.digest && after.changes(since: before) { _ in true }.isEmpty)
    }

    @Test func `takes a date that moves by a fraction of a second for the same`() {
        let before = ImageCatalog([image("a", endOfLife: "2027-01-01T00:00:00Z")])
        let after = ImageCatalog([image("a", endOfLife: "2027-01-01T00:00:00.9999999Z")])
        #expect(before.digest == after.digest && after.changes(since: before) { _ in true }.isEmpty)
    }

    @Test func `takes an empty string in a reference for an absent one`() {
        let images = (1...12).map { number in
            Image(
                reference: ImageReference(
                    publisher: "p", offer: "o", sku: "s\(number)", version: "", virtualMachineImageId: "",
                    sharedGalleryImageId: "", communityGalleryImageId: "", exactVersion: ""),
                nodeAgentSKUId: "batch.node.el 9", osType: "linux", verificationType: "verified")
        }
        #expect(ImageCatalog(images).images.count == 12 && Set(images.map(\.name)).count == 12)
        #expect(images[0].reference == ImageReference(publisher: "p", offer: "o", sku: "s1"))
        #expect(!ImageReference(publisher: "", offer: "o", sku: "s").isComplete)
    }

    @Test(arguments: [
        image("a", verification: "unverified"), image("a", capabilities: ["X"]), image("a", os: "windows"),
        image("a", endOfLife: "2025-04-30T00:00:00Z"), image("a", agent: "batch.node.el 9"), image("b"),
    ])
    func `tells every other difference`(changed: Image) {
        #expect(ImageCatalog([image("a")]).digest != ImageCatalog([changed]).digest)
    }

    @Test func `keeps one of several entries of an image whatever their order`() {
        let twice = [image("a"), image("a", verification: "unverified")]
        #expect(ImageCatalog(twice).images.count == 1)
        #expect(ImageCatalog(twice).digest == ImageCatalog(twice.reversed()).digest)
    }
}

struct CatalogChangeTests {
    private func kinds(_ before: [Image], _ after: [Image], wasListed: Bool = false) -> [String] {
        ImageCatalog(after).changes(since: ImageCatalog(before)) { _ in wasListed }.map {
            [$0.kind.rawValue, $0.image.reference.sku ?? "", $0.old ?? "-", $0.new ?? "-"].joined(separator: " ")
        }
    }

    @Test func `tells added, returned and removed`() {
        #expect(kinds([image("a")], [image("b")]) == ["removed a - -", "added b - -"])
        #expect(kinds([], [image("b")], wasListed: true) == ["returned b - -"])
    }

    @Test func `makes each difference of an image that stays a change of its own`() {
        let after = image(
            "a", os: "windows", verification: "unverified", capabilities: ["Y", "X"], endOfLife: "2025-04-30T00:00:00Z")
        #expect(
            kinds([image("a")], [after]) == [
                "end-of-life a - 2025-04-30T00:00:00Z", "verification a verified unverified",
                #"capabilities a - ["X","Y"]"#, "os-type a linux windows",
            ])
    }

    @Test func `takes one agent that left and one that came for a move`() {
        let moved = image("a", agent: "batch.node.ubuntu 24.04", verification: "unverified")
        #expect(
            kinds([image("a")], [moved]) == [
                "node-agent a batch.node.ubuntu 22.04 batch.node.ubuntu 24.04", "verification a verified unverified",
            ])
        #expect(
            kinds([image("a")], [moved, image("a", agent: "batch.node.el 9")], wasListed: true) == [
                "removed a - -", "returned a - -", "returned a - -",
            ])
    }
}

struct LifecycleStateTests {
    @Test(
        arguments: [
            (nil, "undated"), (181, "supported"), (180, "ending"), (0, "ending"), (-1, "grace"), (-60, "grace"),
            (-61, "ended"),
        ] as [(Int?, String)])
    func `follows the days left`(days: Int?, state: String) {
        #expect(LifecycleState(daysLeft: days, window: 180).rawValue == state)
    }

    @Test func `has ranges that agree with the rule`() {
        for days in -200...400 {
            let state = LifecycleState(daysLeft: days, window: 90)
            let holding = LifecycleState.allCases.filter { $0.daysLeft(window: 90)?.contains(days) == true }
            #expect(holding == [state])
        }
    }
}

struct JSONWriterTests {
    @Test func `escapes what JSON asks for and nothing else`() {
        var writer = JSONWriter()
        writer.object {
            $0.member("a\"", "\\ \n \u{1} é 🙂")
            $0.member("absent", nil as String?)
            $0.key("list")
            $0.array {
                $0.integer(1)
                $0.boolean(false)
            }
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a\"":"\\ \n \u0001 é 🙂","list":[1,false]}"#)
    }
}
