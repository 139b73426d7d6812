/// What a response came with to ask again by: each taken verbatim, sent back verbatim.
package struct Validators: Hashable, Sendable {
    package let etag: String?
    package let lastModified: String?

    package init(etag: String? = nil, lastModified: String? = nil) {
        (self.etag, self.lastModified) = (etag, lastModified)
    }

    package var isEmpty: Bool { etag == nil && lastModified == nil }
}

/// One page of a listing, named by the URL it was asked for with.
package struct ListingPage: Sendable {
    package let url: String
    package let validators: Validators
    /// Of the bytes that it came in; `nil` when that was never noted.
    package let bytes: Digest?
    /// `nil` when nobody read them: they are those that the record has of this page.
    package let images: [Image]?
    /// Theirs, one by one.
    package let digests: [Digest]
    /// How many images those are.
    package let count: Int
    /// The next page's URL, byte for byte; absent on the last.
    package let nextLink: String?

    /// A page as it was read.
    package init(url: String, validators: Validators, bytes: Digest? = nil, images: [Image], nextLink: String?) {
        (self.url, self.validators, self.bytes, self.nextLink) = (url, validators, bytes, nextLink)
        (self.images, digests, count) = (images, images.map(\.digest), images.count)
    }

    /// A page as the record has it.
    package init(recorded url: String, validators: Validators, bytes: Digest?, count: Int, nextLink: String?) {
        (self.url, self.validators, self.bytes, self.nextLink) = (url, validators, bytes, nextLink)
        (images, digests, self.count) = (nil, [], count)
    }

    /// The page that the record has, which came again: with these validators, or with none but the news that it is the
    /// same.
    package func again(with validators: Validators? = nil) -> ListingPage {
        ListingPage(
            recorded: url, validators: validators ?? self.validators, bytes: bytes, count: count, nextLink: nextLink)
    }
}

/// A complete listing: every page from the first to the last.
package struct Listing: Sendable {
    package let pages: [ListingPage]
    /// `nil` when some of its pages were not read.
    package let catalog: ImageCatalog?
    /// Whether the service answered every page with "not modified".
    package let isNotModified: Bool

    package init(pages: [ListingPage], isNotModified: Bool) {
        (self.pages, self.isNotModified) = (pages, isNotModified)
        let read = pages.compactMap { page in page.images.map { zip($0, page.digests) } }
        catalog = read.count == pages.count ? ImageCatalog(digested: read.lazy.joined()) : nil
    }

    /// Of several pages, the first one's.
    package var validators: Validators { pages.first?.validators ?? Validators() }

    /// Whether every page is the one that the record has.
    package var isRepeated: Bool { pages.allSatisfy { $0.images == nil } }
}
