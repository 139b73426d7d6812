/// What an account has to offer: for verdicts, and for what to move to.
package struct AccountOffer: Sendable {
    /// Empty for a listing that is of no account.
    package let name: String
    package let offer: ImageOffer
    package let alternatives: Alternatives

    package init(name: String = "", offer: ImageOffer, alternatives: Alternatives) {
        self.name = name
        self.offer = offer
        self.alternatives = alternatives
    }

    /// Of a listing alone; without one there is nothing to judge by.
    package init(listing: [Image]?) {
        self.init(offer: ImageOffer(listed: listing), alternatives: Alternatives(listing ?? []))
    }
}
