/// Something that goes wrong with one answer of the emulated service; several may be combined.
package struct Fault: Codable, Sendable {
    package struct Validators: Codable, Sendable {
        package var etag: String?
        package var lastModified: String?
    }

    /// How many requests it is good for; 1 when absent.
    package var times: Int?
    /// Answers this status, with `headers`, `code` and `message` or `body`.
    package var status: Int?
    package var headers: [String: String]?
    package var code: String?
    package var message: String?
    package var body: String?
    /// Seconds before the answer.
    package var delay: Double?
    /// Never answers.
    package var hang: Bool?
    /// Closes the connection instead of answering.
    package var drop: Bool?
    /// Sends a few bytes at a time, with this many seconds between them.
    package var drip: Double?
    /// Sends half of the body and closes the connection.
    package var truncated: Bool?
    package var contentType: String?
    package var html: Bool?
    package var garbage: Bool?
    package var wrongTypes: Bool?
    package var missingField: Bool?
    package var deepNesting: Bool?
    /// A few hundred kilobytes that unpack to hundreds of megabytes.
    package var gzipBomb: Bool?
    /// A body of more than 64 MiB.
    package var huge: Bool?
    /// The URL that the page points to.
    package var foreignNextLink: String?
    /// The URL that the answer redirects to.
    package var redirect: String?
    /// The page points to itself.
    package var cycle: Bool?
    /// The page points to one that was never there.
    package var endlessChain: Bool?
    /// 304, whether or not validators were sent.
    package var notModified: Bool?
    /// 400 `UnsupportedHeader` when the request is conditional.
    package var unsupportedHeader: Bool?
    /// Seconds by which the service's clock differs.
    package var clockOff: Int?
    /// Sent on this answer.
    package var validators: Validators?
    /// Members, capabilities and JSON keys in another order.
    package var shuffle: Bool?

    package init() {}
}
