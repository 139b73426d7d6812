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

    /// - Parameter known: in the order in which they are named.
    package static func unknownAlert(_ name: String, known: [String]) -> APIError {
        let remedy = known.isEmpty ? "no alert is configured" : "known are \(known.joined(separator: ", "))"
        return APIError(.notFound, "cannot find the alert '\(name.prefix(80))': \(remedy)")
    }

    /// The envelope, as bytes of JSON.
    package var body: [UInt8] {
        var envelope = ErrorAnswer()
        envelope.error.kind = Word(kind)
        envelope.error.message = message
        return envelope.json
    }
}

/// The envelope of an `APIError`.
struct ErrorAnswer: JSONObject {
    struct Content: JSONObject {
        var kind = Word(APIError.Kind.internal)
        var message = ""

        mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("kind", &kind)
            try members.member("message", &message)
        }
    }

    var error = Content()

    mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("error", &error)
    }
}
