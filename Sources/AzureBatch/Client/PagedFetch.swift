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

    package init(result: Result<Value, UpstreamError>) {
        self.result = result
    }
}

package typealias FetchReport = PagedFetch<Listing>
package typealias PoolFetch = PagedFetch<PoolListing>
