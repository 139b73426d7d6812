import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// The answer to `GET /v1/images/history`.
    ///
    /// - Throws: `APIError` that names the first part of the name that no chosen account ever listed, and what is near.
    package func history(_ query: NamedImageQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts()).chosen
            guard let image = ImageText(query.text) else {
                throw NearMiss.form(query.text, among: try reader.currentNames(of: accounts.map(\.name)))
            }
            let histories = try image.name.found(
                in: accounts.map(\.name), account: \.account, reader.histories)
            guard !histories.isEmpty else {
                throw NearMiss.error(
                    image, among: try reader.namesEver(of: accounts.map(\.name)), of: accounts, now: time)
            }
            var writer = JSONWriter()
            writer.object {
                $0.key("images")
                $0.array {
                    for history in histories { $0.history(history) }
                }
                $0.key("accounts")
                $0.freshness(accounts, now: time)
            }
            writer.endLine()
            return writer.bytes
        }
    }

    /// The answer to `GET /v1/resolve`: the node agents under which an image is listed now.
    ///
    /// - Throws: `APIError` that names the first part of the name that matches nothing, and what is near it.
    package func resolve(_ query: NamedImageQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts()).chosen
            guard let image = ImageText(query.text) else {
                throw NearMiss.form(query.text, among: try reader.currentNames(of: accounts.map(\.name)))
            }
            let images = try image.name.found(in: accounts.map(\.name), account: \.account) { name, accounts in
                try reader.images(named: name, in: accounts)
            }
            guard !images.isEmpty else {
                throw NearMiss.error(
                    image, among: try reader.currentNames(of: accounts.map(\.name)), of: accounts, now: time)
            }
            let names = Set(images.map(\.name))
            let agents = Dictionary(grouping: images, by: \.nodeAgentSKUId)
            var writer = JSONWriter()
            writer.object {
                $0.member("image", names.count == 1 ? names.first : image.text)
                $0.key("agents")
                $0.array {
                    for (agent, images) in agents.sorted(by: { $0.key < $1.key }) {
                        $0.object {
                            $0.member("nodeAgentSKUId", agent)
                            $0.key("accounts")
                            $0.array(of: Set(images.map(\.account)).sorted())
                        }
                    }
                }
                $0.key("accounts")
                $0.freshness(accounts, now: time)
            }
            writer.endLine()
            return writer.bytes
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
                _ = try AccountSelection([moment.account], known: known)
                guard let catalog = try reader.catalog(of: moment.account, at: moment.time?.time(now: now)) else {
                    throw APIError(
                        .notFound, "cannot compare '\(moment.text)': the account had no complete listing then")
                }
                return catalog
            }
            let (from, to) = (try catalog(query.from), try catalog(query.to))
            let changes = to.catalog.changes(since: from.catalog) { _ in false }
            var writer = JSONWriter(capacity: changes.count * 256 + 256)
            writer.object {
                for (key, moment, catalog) in [("from", query.from, from), ("to", query.to, to)] {
                    $0.key(key)
                    $0.object {
                        $0.member("account", moment.account)
                        $0.member("asOf", catalog.asOf)
                    }
                }
                $0.key("changes")
                $0.array {
                    for change in changes { $0.change(change) }
                }
            }
            writer.endLine()
            return writer.bytes
        }
    }
}

extension JSONWriter {
    fileprivate mutating func history(_ history: ImageHistory) {
        object {
            $0.member("account", history.account)
            $0.member("image", history.image)
            $0.key("runs")
            $0.array {
                for run in history.runs {
                    $0.object {
                        $0.member("from", run.from)
                        $0.member("to", run.to)
                    }
                }
            }
            $0.key("endOfLife")
            $0.array {
                for date in history.endOfLife {
                    $0.object {
                        $0.member("date", date.date)
                        $0.member("firstSeen", date.firstSeen)
                        $0.member("lastSeen", date.lastSeen)
                    }
                }
            }
            $0.key("changes")
            $0.array {
                for change in history.changes { $0.change(change) }
            }
        }
    }

    /// A change that was computed, not recorded: without number, time and account.
    fileprivate mutating func change(_ change: CatalogChange) {
        object {
            $0.member("kind", change.kind.rawValue)
            $0.member("publisher", change.image.reference.publisher)
            $0.member("offer", change.image.reference.offer)
            $0.member("sku", change.image.reference.sku)
            $0.member("version", change.image.reference.version)
            $0.member("nodeAgentSKUId", change.image.nodeAgentSKUId)
            $0.member("old", change.old)
            $0.member("new", change.new)
            $0.member("image", change.image.reference.text)
        }
    }
}
