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

extension SuggestAnswer.Suggestion {
    init(_ suggestion: Suggestion) {
        self.init()
        image = suggestion.image.reference.text
        nodeAgentSKUId = suggestion.image.nodeAgentSKUId
        verificationType = suggestion.image.verificationType
        endOfLife = suggestion.image.endOfLife?.time.description
        keeps = suggestion.keeps
        loses = suggestion.loses
        gains = suggestion.gains
        why = suggestion.why
        accounts = suggestion.accounts
    }
}
