import Catalog

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
    mutating func take(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String?

    /// Takes a page that has not changed since its validators came.
    mutating func takeUnchanged(_ answer: HTTPAnswer, of url: String) async throws(UpstreamError) -> String?

    /// Goes on without validators, which the service refused.
    ///
    /// - Returns: whether there were any.
    mutating func forgetValidators() -> Bool
}
