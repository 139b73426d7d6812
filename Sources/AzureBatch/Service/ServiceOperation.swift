/// What the service lists, named by the last part of the operation's path.
package enum ServiceOperation: String, Codable, Sendable, CaseIterable {
    case images = "supportedimages"
    case pools
}
