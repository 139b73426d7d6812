import Catalog
import CatalogStore
import ControlAPI

extension AgentAnswer {
    init(_ agent: NodeAgent) {
        self.init()
        account = agent.account
        nodeAgentSKUId = agent.nodeAgentSKUId
        osType = agent.osType
        images = agent.images
        verifiedImages = agent.verifiedImages
        lastEndOfLife = agent.lastEndOfLife
    }
}

extension SyncAnswer {
    init(_ sync: LoggedSync) {
        self.init()
        id = sync.id
        account = sync.account
        started = sync.started.description
        finished = sync.finished.description
        outcome = Word(text: sync.outcome)
        httpStatus = sync.httpStatus
        pages = sync.pages
        images = sync.images
        bytes = sync.bytes
        requestId = sync.requestID
        errorCode = sync.errorCode
        errorMessage = sync.errorMessage
    }
}
