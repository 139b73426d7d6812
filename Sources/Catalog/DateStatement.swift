/// What an account says of an image, by its name, from a moment on: that it is listed, until when, or that it is not.
package struct DateStatement: Sendable {
    package let account: Int64
    package let at: UTCTime
    /// Its place in the record; 0 for all that the account listed first.
    package let seq: Int64
    /// The image under its node agent.
    package let identity: Int64
    /// The identity that went, when this one came in its place.
    package let former: Int64?
    package let isListed: Bool
    package let endOfLife: UTCTime?
    /// Whether the account is asked for something else since, so that nothing happened to the image.
    package let isByScope: Bool

    package init(
        account: Int64, at: UTCTime, seq: Int64, identity: Int64, former: Int64?, isListed: Bool, endOfLife: UTCTime?,
        isByScope: Bool
    ) {
        (self.account, self.at, self.seq, self.identity, self.former) = (account, at, seq, identity, former)
        (self.isListed, self.endOfLife, self.isByScope) = (isListed, endOfLife, isByScope)
    }
}
