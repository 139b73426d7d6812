import Catalog

/// Why a request on the socket was not answered: `{"error":{"kind":"not-found","message":"cannot ..."}}`.
package struct APIError: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case badRequest = "bad-request"
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case tooLarge = "too-large"
        case unavailable
        case `internal`

        /// The HTTP status that goes with it.
        package var status: Int {
            switch self {
            case .badRequest: 400
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .tooLarge: 413
            case .unavailable: 503
            case .internal: 500
            }
        }
    }

    package let kind: Kind
    /// Begins with "cannot", says what and why, then the remedy.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The envelope, as bytes of JSON.
    package var body: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.key("error")
            $0.object {
                $0.member("kind", kind.rawValue)
                $0.member("message", message)
            }
        }
        writer.endLine()
        return writer.bytes
    }
}
