package import Catalog

/// A complete listing of an account's live pools, and what it is known again by.
package struct PoolListing: Sendable {
    /// In the service's order; `nil` when nobody read them: they are those of the listing before.
    package let pools: [Pool]?
    /// In order.
    package let pages: [Page]

    /// How many pools there are.
    package var count: Int { pages.reduce(0) { $0 + $1.count } }

    /// What a page of a listing is known again by.
    package struct Page: Sendable {
        /// Of the bytes that it came in.
        let bytes: Digest
        /// How many pools it has.
        let count: Int
        /// The next page's URL, byte for byte; absent on the last.
        let nextLink: String?
    }
}

/// The pages of List Pools. As long as they come in the bytes of the listing before, none is read.
struct PoolPages: PagedListing {
    private let known: [PoolListing.Page]
    private var pages: [PoolListing.Page] = []
    /// Those of `pages` that are as they were before, until another one is not.
    private var unread: [HTTPAnswer] = []
    private var isRepeated = true
    private var pools: [Pool] = []
    private var ids: Set<FoldedText> = []

    /// - Parameter known: the pages of the listing before.
    init(known: [PoolListing.Page]) { self.known = known }

    var count: Int { value.count }

    var value: PoolListing { PoolListing(pools: isRepeated ? nil : pools, pages: pages) }

    func validators(of url: String) -> Validators? { nil }

    mutating func take(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String? {
        try answer.checkIsJSON()
        let bytes = Digest(ofBytes: answer.body)
        if isRepeated, pages.count < known.count, known[pages.count].bytes == bytes {
            unread.append(answer)
            pages.append(known[pages.count])
            return pages.last?.nextLink
        }
        isRepeated = false
        for (position, answer) in unread.enumerated() { _ = try read(answer, page: position + 1) }
        unread = []
        let (count, nextLink) = try read(answer, page: pages.count + 1)
        pages.append(PoolListing.Page(bytes: bytes, count: count, nextLink: nextLink))
        return nextLink
    }

    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String? {
        throw .malformed("304 to a request without validators", answer)
    }

    mutating func forgetValidators() -> Bool { false }

    private mutating func read(
        _ answer: HTTPAnswer, page: Int
    ) throws(UpstreamError) -> (count: Int, nextLink: String?) {
        let (found, nextLink) = try PoolDecoder.page(answer)
        for (position, pool) in found.enumerated() where !ids.insert(FoldedText(pool.id)).inserted {
            throw .malformed("value[\(position)].id of page \(page) is that of an earlier pool", answer)
        }
        pools += found
        return (found.count, nextLink)
    }
}
