import Catalog
import CatalogStore
import RecordedListings
import Testing

/// The record at any moment since the first sync, against the recorded days themselves.
struct AsOfTests {
    private func selection(_ time: UTCTime, gone: Bool = false) -> ImageSelection {
        ImageSelection(
            accounts: [TemporaryStore.account], includesListed: !gone, includesGone: gone, limit: 1000, asOf: time)
    }

    @Test func `shows the images of every day as they were`() async throws {
        let days = try RecordedDay.builtIn()
        try await TemporaryStore.with { temporary in
            for (index, day) in days.enumerated() {
                try await temporary.sync(day.images, at: 1000 * (index + 1), accepting: true)
                try await temporary.sync(day.images, at: 1000 * (index + 1) + 500)
            }
            var facts = 0
            let digests = days.map { ImageCatalog($0.images).digest }
            for (index, day) in days.enumerated() {
                // Days that list the same are one run, seen until the last of them.
                let last = days.indices.dropFirst(index).prefix { digests[$0] == digests[index] }.last ?? index
                for offset in [0, 250, 500, 999] {
                    let time = UTCTime(seconds: 1000 * (index + 1) + offset)
                    let images = try await temporary.store.read { try $0.images(self.selection(time)).images }
                    let expected = ImageCatalog(day.images).images
                    #expect(images.count == expected.count)
                    let byKey = Dictionary(images.map { ("\($0.words.reference.text) \($0.words.nodeAgentSKUId)", $0) })
                    { $1 }
                    for image in expected {
                        let found = try #require(byKey["\(image.reference.text) \(image.nodeAgentSKUId)"])
                        let first = days.firstIndex { $0.images.contains { $0.name == image.name } } ?? 0
                        #expect(found.words.endOfLife == image.endOfLife?.time)
                        #expect(found.words.verificationType == image.verificationType)
                        #expect(found.firstSeen.seconds >= 1000 * (first + 1) && found.firstSeen <= found.listedSince)
                        #expect(found.lastSeen == min(time, UTCTime(seconds: 1000 * (last + 1) + 500)))
                        facts += 4
                    }
                    let gone = try await temporary.store.read { try $0.images(self.selection(time, gone: true)).images }
                    let listed = Set(expected.map(\.identity))
                    #expect(
                        gone.allSatisfy {
                            !listed.contains(
                                ImageIdentity(
                                    name: ImageName($0.words.reference), nodeAgentSKUId: $0.words.nodeAgentSKUId))
                        })
                }
            }
            #expect(facts > 3000)
            let before = try await temporary.store.read {
                try ($0.images(self.selection(UTCTime(seconds: 999))).images, $0.lastSeen(at: UTCTime(seconds: 999)))
            }
            #expect(before.0.isEmpty && before.1.isEmpty)
        }
    }

    @Test func `turns every day into every other`() async throws {
        let days = try RecordedDay.builtIn()
        try await TemporaryStore.with { temporary in
            for (index, day) in days.enumerated() {
                try await temporary.sync(day.images, at: 1000 * (index + 1), accepting: true)
            }
            for from in days.indices {
                for to in days.indices {
                    let catalogs = try await temporary.store.read { reader in
                        try [from, to].map {
                            try reader.catalog(of: TemporaryStore.account, at: UTCTime(seconds: 1000 * ($0 + 1) + 1))
                        }
                    }
                    let (old, new) = (try #require(catalogs[0]), try #require(catalogs[1]))
                    #expect(new.catalog.digest == ImageCatalog(days[to].images).digest)
                    let changes = new.catalog.changes(since: old.catalog) { _ in false }
                    let names = (Set(old.catalog.images.map(\.identity)), Set(new.catalog.images.map(\.identity)))
                    let came = changes.filter { [.added, .returned, .nodeAgent].contains($0.kind) }.count
                    let left = changes.filter { [.removed, .nodeAgent].contains($0.kind) }.count
                    #expect(came == names.1.subtracting(names.0).count && left == names.0.subtracting(names.1).count)
                }
            }
        }
    }

    @Test func `tells what became of an image`() async throws {
        let all = Array(try RecordedDay.builtIn()[14].images.prefix(12))
        let image = all[3]
        let others = all.filter { $0.name != image.name }
        func dated(_ date: String) -> Image {
            Image(
                reference: image.reference, nodeAgentSKUId: image.nodeAgentSKUId, osType: image.osType,
                verificationType: image.verificationType, capabilities: image.capabilities, endOfLife: EndOfLife(date))
        }
        try await TemporaryStore.with { temporary in
            try await temporary.sync(others + [dated("2027-01-01T00:00:00Z")], at: 100)
            try await temporary.sync(others + [dated("2027-01-01T00:00:00Z")], at: 150)
            try await temporary.sync(others + [dated("2028-01-01T00:00:00Z")], at: 200)
            try await temporary.sync(others, at: 300)
            try await temporary.sync(others, at: 350)
            try await temporary.sync(others + [dated("2028-01-01T00:00:00Z")], at: 400)
            try await temporary.sync(others + [dated("2028-01-01T00:00:00Z")], at: 450)
            let histories = try await temporary.store.read {
                try $0.histories(of: image.name, in: [TemporaryStore.account])
            }
            let history = try #require(histories.first)
            #expect(histories.count == 1 && history.image == image.reference.text)
            #expect(history.runs.map { [$0.from.seconds, $0.to.seconds] } == [[100, 200], [400, 450]])
            #expect(history.endOfLife.map(\.date.description) == ["2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"])
            #expect(history.endOfLife.map(\.lastSeen.description) == ["1970-01-01T00:02:30Z", "1970-01-01T00:07:30Z"])
            #expect(history.changes.map(\.kind) == ["end-of-life", "removed", "returned"])
            let anyVersion = ImageName(
                publisher: image.name.publisher, offer: image.name.offer, sku: image.name.sku, version: "", gallery: "")
            let same = try await temporary.store.read {
                try $0.histories(of: anyVersion, in: [TemporaryStore.account])
            }
            #expect(same.map(\.image) == [history.image])
        }
    }
}
