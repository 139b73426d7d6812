extension AlertRule {
    /// What became of an image that stays listed.
    package struct Change: Sendable {
        let image: Image
        let kind: CatalogChange.Kind
        let old: String?
        let new: String?

        package init(_ image: Image, _ kind: CatalogChange.Kind, old: String?, new: String?) {
            (self.image, self.kind, self.old, self.new) = (image, kind, old, new)
        }
    }

    /// What changes mean to the subjects.
    package func facts(of changes: [Change], _ subjects: [Subject], on day: UTCTime) -> [AlertFact] {
        changes.flatMap { change in
            let fact: AlertFact? =
                switch change.kind {
                case .endOfLife where kinds.contains(.date): fact(ofDate: change, day)
                case .verification where kinds.contains(.verified) && change.new == "verified":
                    AlertFact(
                        .verified, image: change.image.reference.text, nodeAgentSKUId: change.image.nodeAgentSKUId,
                        "is verified now")
                default: nil
                }
            guard var fact else { return [AlertFact]() }
            let offer = ImageOffer(listed: [change.image])
            let meant = subjects.filter {
                Self.isByName($0.use) && !offer.facts(of: $0.use).images(under: $0.use.agent).isEmpty
            }
            guard !meant.isEmpty else { return [] }
            (fact.old, fact.new, fact.day) = (change.old, change.new, day.day)
            fact.pools = meant.flatMap(\.pools)
            return [fact]
        }
    }

    private func fact(ofDate change: Change, _ day: UTCTime) -> AlertFact {
        let (old, new) = (change.old.map { $0.prefix(10) }, change.new.map { $0.prefix(10) })
        let predicate =
            switch (old, new) {
            case (let old?, let new?): "ends on \(new), no longer on \(old)"
            case (nil, let new?): "ends on \(new): it has a date now"
            case (let old?, nil): "has no end of life any more; it was \(old)"
            case (nil, nil): "has another end of life"
            }
        var fact = AlertFact(
            .date, image: change.image.reference.text, nodeAgentSKUId: change.image.nodeAgentSKUId, predicate)
        fact.endOfLife = change.image.endOfLife?.time
        fact.daysLeft = fact.endOfLife.map { $0.day - day.day }
        return fact
    }
}
