import Catalog

/// The pages of List Supported Images.
struct ImagePages: PagedListing {
    private let stored: [String: ListingPage]
    private var sendsValidators: Bool
    private var pages: [ListingPage] = []
    private var notModified = 0
    private(set) var count = 0

    /// - Parameter stored: as the record has them, by URL.
    init(stored: [String: ListingPage], sendsValidators: Bool) {
        (self.stored, self.sendsValidators) = (stored, sendsValidators)
    }

    var value: Listing { Listing(pages: pages, isNotModified: notModified == pages.count) }

    func validators(of url: String) -> Validators? {
        guard sendsValidators, let validators = stored[url]?.validators, !validators.isEmpty else { return nil }
        return validators
    }

    mutating func take(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String? {
        add(try PageDecoder.page(answer, url: url, stored: stored[url]))
    }

    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String? {
        guard validators(of: url) != nil, let page = stored[url] else {
            throw .malformed("304 to a request without validators", answer)
        }
        notModified += 1
        return add(page.again())
    }

    mutating func forgetValidators() -> Bool {
        defer { sendsValidators = false }
        return sendsValidators && stored.values.contains { !$0.validators.isEmpty }
    }

    private mutating func add(_ page: ListingPage) -> String? {
        pages.append(page)
        count += page.count
        return page.nextLink
    }
}
