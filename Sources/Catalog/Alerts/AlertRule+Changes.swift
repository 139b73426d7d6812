extension AlertRule {
    /// What changes mean to the subjects.
    package func facts(of changes: [CatalogChange], _ subjects: [Subject], on day: UTCTime) -> [AlertFact] {
        changes.compactMap { change in
            let fact: AlertFact? =
                switch change.kind {
                case .endOfLife where kinds.contains(.date): fact(ofDate: change, day)
                case .verification where kinds.contains(.verified) && change.new == "verified":
                    AlertFact(
                        .verified, image: change.image.reference.text, nodeAgentSKUId: change.image.nodeAgentSKUId,
                        "is verified now")
                default: nil
                }
            guard var fact else { return nil }
            let offer = ImageOffer(listed: [change.image])
            let meant = subjects.filter {
                $0.use.namedImage != nil && !offer.facts(of: $0.use).images(under: $0.use.agent).isEmpty
            }
            guard !meant.isEmpty else { return nil }
            (fact.old, fact.new, fact.day) = (change.old, change.new, day.day)
            fact.pools = meant.flatMap(\.pools)
            return fact
        }
    }

    private func fact(ofDate change: CatalogChange, _ day: UTCTime) -> AlertFact {
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
