package import Catalog

/// What following a listing's pages came to, and what the log of syncs says of it in either case.
package struct PagedFetch<Value: Sendable>: Sendable {
    package var result: Result<Value, UpstreamError>
    /// The HTTP status of the last answer.
    package var httpStatus: Int?
    /// Pages that were answered.
    package var pages = 0
    /// Bytes of the answers' bodies.
    package var bytes = 0
    /// The service's `request-id` of the last answer.
    package var requestID: String?
    /// Whether the service refused conditional requests: the account goes on without them.
    package var refusedValidators = false

    package init(result: Result<Value, UpstreamError>) { self.result = result }
}

package typealias FetchReport = PagedFetch<Listing>
package typealias PoolFetch = PagedFetch<PoolListing>

/// A listing as it is put together page by page.
protocol PagedListing: Sendable {
    associatedtype Value: Sendable

    /// How many entries there are so far.
    var count: Int { get }
    /// The listing, once its last page was taken.
    var value: Value { get }

    /// What to ask for a page by; `nil` to ask for it whatever it says.
    func validators(of url: String) -> Validators?

    /// Takes a page.
    ///
    /// - Returns: the next page's URL, byte for byte; `nil` on the last.
    mutating func take(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String?

    /// Takes a page that has not changed since its validators came.
    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) throws(UpstreamError) -> String?

    /// Goes on without validators, which the service refused.
    ///
    /// - Returns: whether there were any.
    mutating func forgetValidators() -> Bool
}
