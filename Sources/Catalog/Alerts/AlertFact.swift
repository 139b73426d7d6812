/// Something that holds of an account, or of an image in it, and that an alert tells once.
package struct AlertFact: Hashable, Sendable {
    package let kind: AlertKind
    /// As it is shown; `nil` for what is of the account.
    package private(set) var image: String?
    package private(set) var nodeAgentSKUId: String?
    package internal(set) var endOfLife: UTCTime?
    package internal(set) var daysLeft: Int?
    /// Days before the end of life: the nearest that was passed.
    package internal(set) var threshold: Int?
    package internal(set) var old: String?
    package internal(set) var new: String?
    /// The live pools that it concerns.
    package internal(set) var pools: [String] = []
    /// What is the matter, in a sentence without its subject and end: of a summary all that is said, since its pools are
    /// named with what concerns them.
    package let predicate: String
    /// Which of several alike it is: the day of a change.
    var day: Int?

    package init(_ kind: AlertKind, image: String? = nil, nodeAgentSKUId: String? = nil, _ predicate: String) {
        (self.kind, self.image, self.nodeAgentSKUId, self.predicate) = (kind, image, nodeAgentSKUId, predicate)
    }

    /// The same for two that are told once: kind, image, agent, and threshold or date.
    package var key: Digest { key(threshold: threshold) }

    func key(threshold: Int?) -> Digest {
        let date = kind.isLasting ? endOfLife?.description : nil
        return Digest(of: [
            kind.rawValue, image?.folded, nodeAgentSKUId?.folded, date, threshold.map(String.init),
            kind == .date ? old : nil, day.map(String.init),
        ])
    }

    /// In a sentence without its end.
    ///
    /// - Parameter account: by name.
    package func message(account: String) -> String {
        let subject = [image, nodeAgentSKUId].compactMap(\.self).joined(separator: " under ")
        let sentence = subject.isEmpty ? "\(account): \(predicate)" : "\(account): \(subject) \(predicate)"
        guard let first = pools.first else { return sentence }
        let named = pools.prefix(Self.mostPools).joined(separator: ", ")
        let rest = pools.count - Self.mostPools
        return pools.count == 1
            ? "\(sentence); pool \(first) uses it"
            : "\(sentence); \(pools.count) pools use it: \(named)\(rest > 0 ? " and \(rest) more" : "")"
    }

    /// Of a message: the others are in the event.
    private static let mostPools = 8
}
