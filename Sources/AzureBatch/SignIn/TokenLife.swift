import Catalog

/// How long a token is good for, as its answer says: `expires_in` (seconds), else `expires_on` (seconds since 1970); each
/// a number or the text of one. A blank text says nothing, as `not_before` shows that platforms do.
struct TokenLife: Decodable {
    /// Goes first: no clock can spoil it.
    private let within: Double?
    private let until: Double?

    private enum CodingKeys: String, CodingKey {
        case within = "expires_in"
        case until = "expires_on"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func seconds(_ key: CodingKeys) throws -> Double? {
            guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
            if let number = try? container.decode(Double.self, forKey: key) { return number }
            guard let text = try? container.decode(String.self, forKey: key) else { return .nan }
            let plain = text.filter { $0 != " " }
            guard !plain.isEmpty else { return nil }
            return plain.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?/) == nil ? .nan : Double(plain) ?? .nan
        }
        within = try seconds(.within)
        until = try seconds(.until)
    }

    var isSaid: Bool { within != nil || until != nil }

    /// No token of the service lives longer than a day or so.
    private static let longest = 86_400.0 * 30

    /// - Parameter issued: when the token was asked for.
    func duration(from issued: UTCTime) throws(UpstreamError) -> Duration {
        let check = "check 'authority' and the proxy"
        guard let seconds = within ?? until.map({ $0 - Double(issued.seconds) }) else {
            throw .signIn("the token that came has no expiry", check)
        }
        guard seconds.isFinite else { throw .signIn("the expiry of the token that came is no number", check) }
        guard seconds >= 1 else {
            throw .signIn("the token that came has already expired", "set this machine's clock (timedatectl)")
        }
        return .seconds(Int(min(seconds, Self.longest)))
    }
}
