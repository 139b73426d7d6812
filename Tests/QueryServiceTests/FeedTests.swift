import Catalog
import Testing

/// What changed, as a feed.
struct FeedTests {
    private func parts(_ text: String, _ name: String) -> [String] {
        text.split(separator: "<\(name)>").dropFirst().compactMap {
            $0.split(separator: "</\(name)>").first.map(String.init)
        }
    }

    @Test func `has one entry for each day and account with changes, under an id that stays`() async throws {
        try await ReportedRecord.with("a", "b") { record in
            for account in ["a", "b"] { try await record.sync(account, "2026-01-01", [.made("x"), .made("y")]) }
            let before = try await record.report("/changes.atom", "2026-01-02")
            #expect(parts(before, "updated") == ["2026-01-01T00:00:00Z"] && !before.contains("<entry>"))
            try await record.sync("a", "2026-02-01T08:00:00Z", [.made("x", ends: "2026-03-01"), .made("y")])
            try await record.sync("b", "2026-02-01T09:00:00Z", [.made("x", ends: "2026-03-01"), .made("y")])
            let first = try await record.report("/changes.atom", "2026-02-01T10:00:00Z")
            #expect(parts(first, "title").dropFirst() == ["b, 2026-02-01: 1 change", "a, 2026-02-01: 1 change"])
            #expect(parts(first, "updated").first == "2026-02-01T09:00:00Z")
            try await record.sync(
                "a", "2026-02-01T23:00:00Z", [.made("x", ends: "2026-03-01"), .made("y", verification: "unverified")])
            try await record.sync("a", "2026-02-02T01:00:00Z", [.made("x"), .made("y", verification: "unverified")])
            let second = try await record.report("/changes.atom", "2026-02-02T10:00:00Z")
            #expect(
                parts(second, "title").dropFirst() == [
                    "a, 2026-02-02: 1 change", "a, 2026-02-01: 2 changes", "b, 2026-02-01: 1 change",
                ])
            #expect(
                parts(second, "updated") == [
                    "2026-02-02T01:00:00Z", "2026-02-02T01:00:00Z", "2026-02-01T23:00:00Z", "2026-02-01T09:00:00Z",
                ])
            let (old, new) = (parts(first, "id"), parts(second, "id"))
            #expect(Set(old).count == 3 && Set(new).count == 4 && Set(old).isSubset(of: new) && old[0] == new[0])
            #expect(
                new.allSatisfy {
                    $0.contains(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
                })
            #expect(
                parts(second, "summary") == [
                    "1 end-of-life",
                    "1 end-of-life and 1 verification; 1 of images that had ended by then, or ended within 180 days",
                    "1 end-of-life; 1 of images that had ended by then, or ended within 180 days",
                ])
            #expect(second.contains("end of life taken back (was 2026-03-01)"))
            let near = try await record.report("/changes.atom?account=b&within=7d", "2026-02-02T10:00:00Z")
            #expect(parts(near, "summary") == ["1 end-of-life"] && parts(near, "id").last == old[1])
            #expect(near.contains(#"href="changes.atom?account=b&amp;within=7d""#))
        }
    }
}
