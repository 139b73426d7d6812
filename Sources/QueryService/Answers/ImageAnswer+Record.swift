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
        nodeAgentSKUId = image.nodeAgentSKUId
        imageReference = image.reference
        osType = image.osType
        verificationType = image.verificationType
        capabilities = image.capabilitiesJSON.map { JSONText($0) }
        batchSupportEndOfLife = image.endOfLife?.description
        daysLeft = image.endOfLife.map { $0.day - day }
        state = Word(image.isListed ? LifecycleState(daysLeft: daysLeft, window: window) : .gone)
        firstSeen = image.firstSeen.description
        listedSince = image.listedSince.description
        lastSeen = image.lastSeen.description
    }
}
