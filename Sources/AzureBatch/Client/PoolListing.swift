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
