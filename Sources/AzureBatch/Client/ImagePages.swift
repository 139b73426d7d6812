import Catalog

/// The pages of List Supported Images.
struct ImagePages: PagedListing {
    private var stored: [String: ListingPage]
    private var pages: [ListingPage] = []
    private var notModified = 0
    private(set) var count = 0

    init(stored: [String: ListingPage]) {
        self.stored = stored
    }

    var value: Listing { Listing(pages: pages, isNotModified: notModified == pages.count) }

    func validators(of url: String) -> Validators? { stored[url]?.validators }

    mutating func take(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String? {
        add(try PageDecoder.page(answer, url: url))
    }

    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String? {
        guard let page = stored[url] else { throw .malformed("304 to a request without validators", answer) }
        notModified += 1
        return add(page)
    }

    mutating func forgetValidators() -> Bool {
        defer { stored = [:] }
        return !stored.isEmpty
    }

    private mutating func add(_ page: ListingPage) -> String? {
        pages.append(page)
        count += page.images.count
        return page.nextLink
    }
}
