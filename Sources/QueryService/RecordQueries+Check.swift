import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// Uses that one request may ask about.
    static let mostUses = 1000

    private static let expected =
        #"expected {"uses":[{"imageReference":{...},"nodeAgentSKUId":"..."}],"accounts":["NAME"],"within":"180d"}"#

    /// The answer to `POST /v1/check`: the verdicts on uses, by the one rule.
    ///
    /// - Throws: `APIError`, also for a body that is not such a request.
    package func check(body: [UInt8]) async throws -> [UInt8] {
        let request: CheckRequest
        do {
            request = try CheckRequest(answer: body)
        } catch {
            throw APIError(.badRequest, "cannot read the request's body: \(Self.expected)")
        }
        guard request.uses.count <= Self.mostUses else {
            throw APIError(.badRequest, "cannot check more than \(Self.mostUses) uses at once: ask again for the rest")
        }
        let window = request.window ?? LifecycleState.defaultWindow
        return try await answer(about: request.accounts) { reader, accounts, now in
            _ = try accounts.chosen(request.uses.compactMap(\.account))
            // A use of one account is judged in it alone.
            let named = Set(request.uses.compactMap(\.account))
            let isAnywhere = request.uses.contains { $0.account == nil }
            let offers = try reader.offers(of: isAnywhere ? accounts.names : named.sorted())
            let offersByName = Dictionary(grouping: offers, by: \.name)
            let nothing = [AccountOffer(name: "", listed: nil)]
            let verdicts = request.uses.enumerated().flatMap { index, use in
                let own = use.account.map { offersByName[$0, default: []] } ?? offers
                return VerdictAnswer.all(
                    on: use.use, index: index, in: own.isEmpty ? nothing : own, on: now, window: window)
            }
            return ListAnswer.json(verdicts, accounts: accounts.freshness(now: now), next: nil)
        }
    }

    /// The answer to `GET /v1/names`.
    package func names(_ query: NamesQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { reader, accounts, now in
            let names = accounts.names
            var answer = NamesAnswer()
            answer.names = Set(
                try reader.namesEver(of: names).filter(\.gallery.isEmpty)
                    .map { "\($0.publisher):\($0.offer):\($0.sku)" }
            ).sorted()
            answer.nodeAgentSKUIds = try reader.agentsEver(of: names).sorted()
            answer.accounts = accounts.freshness(now: now)
            return answer.json
        }
    }
}
