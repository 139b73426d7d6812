import Catalog

/// The pages of List Pools.
struct PoolPages: PagedListing {
    private(set) var value: [Pool] = []
    private var pages = 0
    private var ids: Set<FoldedText> = []

    var count: Int { value.count }

    func validators(of url: String) -> Validators? { nil }

    mutating func take(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String? {
        let (pools, next) = try PoolDecoder.page(answer)
        pages += 1
        for (position, pool) in pools.enumerated() where !ids.insert(FoldedText(pool.id)).inserted {
            throw .malformed("value[\(position)].id of page \(pages) is that of an earlier pool", answer)
        }
        value += pools
        return next
    }

    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String? {
        throw .malformed("304 to a request without validators", answer)
    }

    mutating func forgetValidators() -> Bool { false }
}
