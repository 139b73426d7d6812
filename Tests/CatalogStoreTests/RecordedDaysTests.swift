import Catalog
import CatalogStore
import RecordedListings
import Testing

/// Fifteen days of what the service really listed, through one account.
struct RecordedDaysTests {
    @Test func `shows each day's listing and the changes between the days`() async throws {
        let days = try RecordedDay.builtIn()
        try await TemporaryStore.with { temporary in
            var compared = 0
            var expected: [String] = []
            var everListed: Set<[String]> = []
            var before: [[String]: Image] = [:]
            for (index, day) in days.enumerated() {
                try await temporary.sync(day.images, at: (index + 1) * 86_400, accepting: true)
                let now = Dictionary(day.images.map { (Self.pair($0), $0) }) { first, _ in first }
                if index > 0 { expected += Self.changes(before, now, everListed) }
                everListed.formUnion(now.keys.map { Array($0.dropLast()) })
                before = now
                let rows = try temporary.rows(
                    """
                    SELECT account, publisher, offer, sku, version, node_agent_sku_id, os_type, verification_type,
                        capabilities, end_of_life, virtual_machine_image_id, shared_gallery_image_id,
                        community_gallery_image_id, exact_version FROM images
                    """)
                #expect(Set(rows) == Set(day.images.map(Self.row)))
                #expect(rows.count == day.images.count)
                compared += rows.count
            }
            #expect(compared == 994)
            let recorded = try temporary.rows(
                "SELECT kind, publisher, offer, sku, version, node_agent_sku_id, old, new FROM changes ORDER BY seq")
            #expect(recorded.map { $0.map { $0 ?? "-" }.joined(separator: "|") }.sorted() == expected.sorted())
            let kinds = try temporary.rows(
                "SELECT kind || ' ' || COUNT(*) FROM changes GROUP BY kind ORDER BY kind")
            print("changes by kind: \(kinds.compactMap { $0[0] }.joined(separator: ", "))")
        }
    }

    /// A row of the view as the listing's entry asks for.
    private static func row(_ image: Image) -> [String?] {
        let capabilities = image.capabilities.map { "[" + $0.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        return [
            TemporaryStore.account, image.reference.publisher, image.reference.offer, image.reference.sku,
            image.reference.version, image.nodeAgentSKUId, image.osType, image.verificationType, capabilities,
            image.endOfLife?.text, nil, nil, nil, nil,
        ]
    }

    private static func pair(_ image: Image) -> [String] {
        let reference = image.reference
        return [reference.publisher, reference.offer, reference.sku, reference.version].map { ($0 ?? "").lowercased() }
            + [image.nodeAgentSKUId]
    }

    /// The changes by the documented rules, computed without the product's own.
    private static func changes(
        _ before: [[String]: Image], _ now: [[String]: Image], _ everListed: Set<[String]>
    ) -> [String] {
        func line(_ kind: String, _ image: Image, _ old: String?, _ new: String?) -> String {
            let reference = image.reference
            return [
                kind, reference.publisher, reference.offer, reference.sku, reference.version, image.nodeAgentSKUId, old,
                new,
            ].map { $0 ?? "-" }.joined(separator: "|")
        }
        func list(_ image: Image) -> String? {
            image.capabilities.map { "[" + $0.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        }
        func differences(_ old: Image, _ new: Image) -> [String] {
            var lines: [String] = []
            if old.endOfLife?.text != new.endOfLife?.text {
                lines.append(line("end-of-life", new, old.endOfLife?.text, new.endOfLife?.text))
            }
            if old.verificationType != new.verificationType {
                lines.append(line("verification", new, old.verificationType, new.verificationType))
            }
            if list(old) != list(new) { lines.append(line("capabilities", new, list(old), list(new))) }
            if old.osType != new.osType { lines.append(line("os-type", new, old.osType, new.osType)) }
            return lines
        }
        var lines: [String] = []
        let names = Set((Array(before.keys) + Array(now.keys)).map { Array($0.dropLast()) })
        for name in names {
            let left = before.filter { Array($0.key.dropLast()) == name && now[$0.key] == nil }.map(\.value)
            let came = now.filter { Array($0.key.dropLast()) == name && before[$0.key] == nil }.map(\.value)
            if left.count == 1 && came.count == 1 {
                lines.append(line("node-agent", came[0], left[0].nodeAgentSKUId, came[0].nodeAgentSKUId))
                lines += differences(left[0], came[0])
            } else {
                lines += left.map { line("removed", $0, nil, nil) }
                lines += came.map { line(everListed.contains(name) ? "returned" : "added", $0, nil, nil) }
            }
        }
        for (key, old) in before {
            if let new = now[key] { lines += differences(old, new) }
        }
        return lines
    }
}
