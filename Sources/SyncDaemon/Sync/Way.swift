import AsyncHTTPClient

/// A client with what its trust anchors were made from. It is closed once nobody keeps it any more, so that a request
/// that is under way on a replaced one still ends.
final class Way: Sendable {
    let client: HTTPClient
    /// PEM text; `nil`: the system's alone.
    let anchors: [UInt8]?

    init(_ client: HTTPClient, anchors: [UInt8]?) {
        self.client = client
        self.anchors = anchors
    }

    deinit {
        // One that was closed at the daemon's end says so: nothing is left to do.
        client.shutdown { _ in }
    }
}
