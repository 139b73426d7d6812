import Catalog
import CatalogStore
import ControlAPI

extension ChangeAnswer {
    init(_ change: RecordedChange) {
        self.init()
        seq = change.seq
        at = change.at.description
        account = change.account
        kind = Word(text: change.kind)
        publisher = change.publisher
        offer = change.offer
        sku = change.sku
        version = change.version
        nodeAgentSKUId = change.nodeAgentSKUId
        old = change.old
        new = change.new
        image = change.image
    }

    /// A difference that was computed, not recorded.
    init(_ change: CatalogChange) {
        self.init()
        let reference = change.image.reference
        kind = Word(change.kind)
        publisher = reference.publisher
        offer = reference.offer
        sku = reference.sku
        version = reference.version
        nodeAgentSKUId = change.image.nodeAgentSKUId
        old = change.old
        new = change.new
        image = reference.text
    }
}

extension HistoryAnswer {
    init(_ history: ImageHistory) {
        self.init()
        account = history.account
        image = history.image
        runs = history.runs.map {
            var run = Run()
            (run.from, run.to) = ($0.from.description, $0.to.description)
            return run
        }
        endOfLife = history.endOfLife.map {
            var date = EndOfLifeDate()
            date.date = $0.date.description
            (date.firstSeen, date.lastSeen) = ($0.firstSeen.description, $0.lastSeen.description)
            return date
        }
        changes = history.changes.map { ChangeAnswer($0) }
    }
}
