import Catalog
import ControlAPI

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
