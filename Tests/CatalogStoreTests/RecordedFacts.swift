import Catalog
import CatalogStore
import Testing

/// What the views and the reader say of one account, in the words of `RecordModel`.
struct RecordedFacts {
    let temporary: TemporaryStore
    let account: String

    private static let columns = """
        lower(COALESCE(virtual_machine_image_id, shared_gallery_image_id, community_gallery_image_id,
            publisher || ':' || offer || ':' || sku || ':' || version)), node_agent_sku_id, os_type,
            verification_type, capabilities, end_of_life, first_seen, listed_since, last_seen
        """

    private func lines(_ sql: String) throws -> [String] {
        try temporary.rows(sql).map { $0.map { $0 ?? "-" }.joined(separator: "|") }.sorted()
    }

    /// Compares everything that holds now.
    ///
    /// - Returns: how many facts, each a row, agreed.
    func check(_ model: RecordModel, _ comment: Comment) throws -> Int {
        let dates = try lines(
            """
            SELECT lower(image), node_agent_sku_id, end_of_life, first_seen, last_seen FROM end_of_life
            WHERE account = '\(account)'
            """)
        let pairs = [
            (try lines("SELECT \(Self.columns) FROM images WHERE account = '\(account)'"), model.images),
            (try lines("SELECT \(Self.columns) FROM gone_images WHERE account = '\(account)'"), model.goneImages),
            (
                try lines(
                    """
                    SELECT at, kind, lower(image), node_agent_sku_id, old, new FROM changes
                    WHERE account = '\(account)'
                    """), model.changes.map { $0.replacingSeconds() }
            ),
            (dates, model.datesOfImages),
        ]
        for (found, expected) in pairs { try #require(found == expected.sorted(), comment) }
        return pairs.reduce(0) { $0 + $1.1.count }
    }

    /// Compares the images, listed and gone, as of a moment.
    func check(_ model: RecordModel, at time: Int, _ comment: Comment) async throws -> Int {
        var count = 0
        // Which changes a moment has behind it is told by their times: under a wrong clock, by nothing.
        let images = model.hasJumped ? (model.untimedImages(at: time), []) : model.images(at: time)
        for (isGone, expected) in [(false, images.0), (true, images.1)] where !(isGone && model.hasJumped) {
            let found = try await temporary.store.read { [account] reader in
                try reader.images(
                    ImageSelection(
                        accounts: [account], includesListed: !isGone, includesGone: isGone, limit: 10_000,
                        asOf: UTCTime(seconds: time))
                ).images
            }
            try #require(
                found.map { model.hasJumped ? $0.line.untimed : $0.line }.sorted() == expected.sorted(), comment)
            count += expected.count
        }
        return count
    }

    /// Compares what would turn one moment's catalog into another's.
    func check(_ model: RecordModel, from: Int, to: Int, _ comment: Comment) async throws -> Int {
        let catalogs = try await temporary.store.read { [account] reader in
            try [from, to].map { try reader.catalog(of: account, at: UTCTime(seconds: $0))?.catalog }
        }
        guard let old = catalogs[0], let new = catalogs[1] else { return 0 }
        let found = new.changes(since: old) { _ in false }.map { change in
            [
                change.kind.rawValue, change.image.reference.text.lowercased(), change.image.nodeAgentSKUId,
                change.old ?? "-", change.new ?? "-",
            ].joined(separator: "|")
        }
        let expected = model.difference(from: from, to: to)
        try #require(found.sorted() == expected.sorted(), comment)
        return expected.count
    }
}

extension KnownImage {
    fileprivate var line: String {
        [
            words.reference.text.lowercased(), words.nodeAgentSKUId, words.osType, words.verificationType,
            words.capabilitiesJSON ?? "-", words.endOfLife?.description ?? "-", firstSeen.description,
            listedSince.description, lastSeen.description,
        ].joined(separator: "|")
    }
}

extension String {
    /// A change's line with its moment as the view shows it.
    fileprivate func replacingSeconds() -> String {
        let parts = split(separator: "|", maxSplits: 1)
        return "\(RecordModel.text(Int(parts[0]) ?? 0))|\(parts[1])"
    }
}
