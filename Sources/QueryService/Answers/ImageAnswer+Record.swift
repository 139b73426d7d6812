import Catalog
import CatalogStore
import ControlAPI

extension ImageAnswer {
    /// - Parameters:
    ///   - day: on which its state is asked for.
    ///   - window: days before an end of life that count as ending.
    init(_ image: KnownImage, day: Int, window: Int) {
        self.init()
        account = image.account
        nodeAgentSKUId = image.words.nodeAgentSKUId
        imageReference = image.words.reference
        osType = image.words.osType
        verificationType = image.words.verificationType
        capabilities = image.words.capabilitiesJSON.map { JSONText($0) }
        batchSupportEndOfLife = image.words.endOfLife?.description
        daysLeft = image.words.endOfLife.map { $0.day - day }
        state = Word(image.isListed ? LifecycleState(daysLeft: daysLeft, window: window) : .gone)
        firstSeen = image.firstSeen.description
        listedSince = image.listedSince.description
        lastSeen = image.lastSeen.description
    }
}
