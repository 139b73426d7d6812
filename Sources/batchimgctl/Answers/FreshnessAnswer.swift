/// How fresh an account's data is.
struct FreshnessAnswer: Decodable {
    let name: String
    let asOf: String?
    let stale: Bool
    let reason: String?

    var because: String { reason.map { ": \($0)" } ?? "" }
}
