import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// Lines that are read at once for a stream.
    private static let linesAtOnce = 500

    /// A part of a stream of images, and the query of the next part.
    package struct ImageLines: Sendable {
        package let lines: [UInt8]
        package let next: ImageQuery?
    }

    /// Some images that a query asks for, one JSON object a line.
    ///
    /// In the order of names one account comes after the other: each is asked for by itself, which costs no sorting of
    /// all of them for every part.
    package func imageLines(_ query: ImageQuery) async throws -> ImageLines {
        let after = try query.after.map { try ImageCursor.decode($0, order: query.order) }
        return try await answer(about: query.accounts) { reader, known, now in
            let today = query.asOf?.time(now: now) ?? now
            let accounts = known.names.sorted()
            let most = min(query.limit ?? .max, Self.linesAtOnce)
            var part = query
            var writer = JSONWriter(capacity: 256 << 10)
            var written = 0
            let left = query.order == .name ? accounts.drop { $0 < after?.parts[0] ?? "" }.map { [$0] } : [accounts]
            for (index, group) in left.enumerated() {
                part.limit = most - written
                let key = index == 0 ? after : nil
                let (images, hasMore) = try reader.images(part.selection(accounts: group, today: today, after: key))
                writer.lines(of: images.lazy.map { ImageAnswer($0, day: today.day, window: query.window) })
                written += images.count
                if written == query.limit { break }
                guard hasMore || (written == most && index < left.count - 1) else { continue }
                part.limit = query.limit.map { $0 - written }
                part.after = images.last?.key.map { ImageCursor.encode($0, order: query.order) } ?? query.after
                return ImageLines(lines: writer.bytes, next: part)
            }
            return ImageLines(lines: writer.bytes, next: nil)
        }
    }

    /// Grows with everything that is recorded: while it stays, a stream of changes has nothing to look for.
    package var writes: Int { store.writes }

    /// Some changes that a query asks for, one JSON object a line; moves the query behind all that was looked at, so that
    /// nothing is looked at twice.
    ///
    /// - Returns: the lines, and whether there may be more.
    package func changeLines(_ query: inout ChangeQuery) async throws -> (lines: [UInt8], hasMore: Bool) {
        let time = now()
        let asked = query
        let (lines, count, last, hasMore) = try await store.read { reader in
            let latest = try reader.latestChange()
            if let after = asked.after, latest <= after { return ([UInt8](), 0, after, false) }
            let accounts = try reader.configuredAccounts().chosen(asked.accounts)
            let (changes, hasMore) = try reader.changes(
                ChangeSelection(
                    accounts: accounts.names, kinds: asked.kinds, since: asked.since?.time(now: time),
                    until: asked.until?.time(now: time), onlyUsed: asked.onlyUsed, after: asked.after,
                    limit: min(asked.limit ?? .max, Self.linesAtOnce)))
            var writer = JSONWriter()
            writer.lines(of: changes.lazy.map { ChangeAnswer($0) })
            return (writer.bytes, changes.count, (hasMore ? changes.last?.seq : nil) ?? latest, hasMore)
        }
        query.after = last
        query.limit = query.limit.map { $0 - count }
        return (lines, hasMore)
    }
}
