/// What a response came with to ask again by: each taken verbatim, sent back verbatim.
package struct Validators: Hashable, Sendable {
    package let etag: String?
    package let lastModified: String?

    package init(etag: String? = nil, lastModified: String? = nil) {
        self.etag = etag
        self.lastModified = lastModified
    }

    package var isEmpty: Bool { etag == nil && lastModified == nil }
}

/// One page of a listing, named by the URL it was asked for with.
package struct ListingPage: Sendable {
    package let url: String
    package let validators: Validators
    package let images: [Image]
    /// The next page's URL, byte for byte; absent on the last.
    package let nextLink: String?

    package init(url: String, validators: Validators, images: [Image], nextLink: String?) {
        self.url = url
        self.validators = validators
        self.images = images
        self.nextLink = nextLink
    }
}

/// A complete listing: every page from the first to the last.
package struct Listing: Sendable {
    package let pages: [ListingPage]
    package let catalog: ImageCatalog
    /// Whether the service answered every page with "not modified".
    package let isNotModified: Bool

    package init(pages: [ListingPage], isNotModified: Bool) {
        self.pages = pages
        self.isNotModified = isNotModified
        catalog = ImageCatalog(pages.lazy.flatMap(\.images))
    }

    /// Of several pages, the first one's.
    package var validators: Validators { pages.first?.validators ?? Validators() }
}
