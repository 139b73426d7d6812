import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// The answer to `GET /v1/images/history`.
    ///
    /// - Throws: `APIError` that names the first part of the name that no chosen account ever listed, and what is near.
    package func history(_ query: NamedImageQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { reader, accounts, now in
            let image = try reader.image(query.text, in: accounts)
            let histories = try image.name.found(in: accounts.names, account: \.account, reader.histories)
            guard !histories.isEmpty else {
                throw NearMiss.error(image, among: try reader.namesEver(of: accounts.names), of: accounts, now: now)
            }
            return ListAnswer.json(
                histories.map { HistoryAnswer($0) }, accounts: accounts.freshness(now: now), next: nil)
        }
    }

    /// The answer to `GET /v1/resolve`: the node agents under which an image is listed now.
    ///
    /// - Throws: `APIError` that names the first part of the name that matches nothing, and what is near it.
    package func resolve(_ query: NamedImageQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { reader, accounts, now in
            let image = try reader.image(query.text, in: accounts)
            let images = try image.name.found(in: accounts.names, account: \.account, reader.images)
            guard !images.isEmpty else {
                throw NearMiss.error(image, among: try reader.currentNames(of: accounts.names), of: accounts, now: now)
            }
            let names = Set(images.map(\.name))
            let agents = Dictionary(grouping: images, by: \.nodeAgentSKUId)
            var answer = ResolveAnswer()
            answer.image = names.count == 1 ? names.first ?? image.text : image.text
            answer.agents = agents.sorted { $0.key < $1.key }.map { name, images in
                var agent = ResolveAnswer.Agent()
                agent.nodeAgentSKUId = name
                agent.accounts = Set(images.map(\.account)).sorted()
                return agent
            }
            answer.accounts = accounts.freshness(now: now)
            return answer.json
        }
    }

    /// The answer to `GET /v1/diff`: what would turn the one catalog into the other.
    ///
    /// - Throws: `APIError` for an account that is unknown or had no complete listing then.
    package func diff(_ query: DiffQuery) async throws -> [UInt8] {
        let now = now()
        return try await store.read { reader in
            let known = try reader.configuredAccounts()
            func catalog(_ moment: AccountMoment) throws -> AccountCatalog {
                _ = try known.chosen([moment.account])
                guard let catalog = try reader.catalog(of: moment.account, at: moment.time?.time(now: now)) else {
                    throw APIError(
                        .notFound, "cannot compare '\(moment.text)': the account had no complete listing then")
                }
                return catalog
            }
            let (from, to) = (try catalog(query.from), try catalog(query.to))
            var answer = DiffAnswer()
            (answer.from.account, answer.from.asOf) = (query.from.account, from.asOf.description)
            (answer.to.account, answer.to.asOf) = (query.to.account, to.asOf.description)
            answer.changes = to.catalog.changes(since: from.catalog) { _ in false }.map { ChangeAnswer($0) }
            return answer.json
        }
    }
}

extension StoreReader {
    /// - Throws: `APIError` of a text that is no image's name: the form, and the images that come near.
    func image(_ text: String, in accounts: [KnownAccount]) throws -> ImageText {
        guard let image = ImageText(text) else {
            throw NearMiss.form(text, among: try currentNames(of: accounts.names))
        }
        return image
    }
}
