import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// The answer to `GET /v1/suggest`: what to move to from an image that the record knows, listed or gone.
    ///
    /// - Throws: `APIError` for an image that no account ever listed, with what is near; and when nothing fits, with what
    ///   the nearest lacks.
    package func suggest(_ query: SuggestQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let known = try reader.configuredAccounts()
            let accounts = try known.chosen(query.accounts)
            let names = accounts.names
            let image = try reader.image(query.text, in: accounts)
            guard let present = try Self.present(image, query.agent, known.names, preferring: names, reader) else {
                throw NearMiss.error(image, among: try reader.namesEver(of: known.names), of: accounts, now: time)
            }
            let alternatives = Alternatives(try reader.listedImages(of: names))
            var answer = SuggestAnswer()
            answer.image = present.reference.text
            answer.suggestions = alternatives.suggestions(
                for: present, usedUnder: query.agent, on: time, window: query.window, limit: query.limit
            ).map { SuggestAnswer.Suggestion($0) }
            guard !answer.suggestions.isEmpty else {
                let nearest = alternatives.nearest(to: present, usedUnder: query.agent, on: time, window: query.window)
                throw NearMiss.nothingFits(present, nearest: nearest, of: accounts, now: time)
            }
            answer.accounts = accounts.freshness(now: time)
            return answer.json
        }
    }

    /// The image as it is listed, or was last: under the node agent that was asked for, where it ever was; in the accounts
    /// that were asked for, where one of them knows it.
    private static func present(
        _ image: ImageText, _ agent: String?, _ known: [String], preferring accounts: [String], _ reader: StoreReader
    ) throws -> Image? {
        let wordings = try image.name.found(in: known, account: \.account, reader.lastWordings)
        let agent = agent.map { FoldedText($0) }
        let chosen = Set(accounts)
        func rank(_ wording: LastWording) -> [Int] {
            [
                agent.map { $0 == FoldedText(wording.image.nodeAgentSKUId) ? 0 : 1 } ?? 0,
                chosen.contains(wording.account) ? 0 : 1, wording.isListed ? 0 : 1, -wording.lastSeen.seconds,
            ]
        }
        return wordings.map { (rank($0), $0.image.identity, $0.image.digest, $0.image) }.min { left, right in
            if left.0 != right.0 { return left.0.lexicographicallyPrecedes(right.0) }
            return (left.1, left.2) < (right.1, right.2)
        }?.3
    }
}
