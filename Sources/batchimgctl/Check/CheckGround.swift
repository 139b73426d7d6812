import Catalog
import ControlAPI
import PoolDefinitions

/// What uses are judged against: the record, or a listing in a file.
struct CheckGround {
    enum Kind {
        case record(Session)
        case listing(AccountOffer, Vocabulary)

        /// A listing of no account.
        init(listing: [Image]) {
            self = .listing(
                AccountOffer(name: "", listed: listing),
                Vocabulary(names: listing.map(\.name), agents: listing.map(\.nodeAgentSKUId)))
        }
    }

    let kind: Kind
    var accounts: [String] = []
    /// Days.
    let window: Int

    /// The names that texts are searched for.
    func vocabulary() throws(ClientError) -> Vocabulary {
        switch kind {
        case .listing(_, let vocabulary): return vocabulary
        case .record(let session):
            let answer = try NamesAnswer(
                answer: try session.get(NamesAnswer.path, NamesQuery(accounts: accounts).queryItems))
            // Also where nothing is found: what nobody has listed yet cannot be.
            try session.checkFreshness(answer.accounts)
            return Vocabulary(names: answer.names.compactMap { ImageText($0)?.name }, agents: answer.nodeAgentSKUIds)
        }
    }

    /// The live pools.
    func pools() throws(ClientError) -> [PoolAnswer] {
        guard case .record(let session) = kind else { return [] }
        var query = PoolQuery()
        query.accounts = accounts
        return try session.list(PoolAnswer.self, query.queryItems).elements()
    }

    private struct Question: Hashable {
        let use: ImageUse
        let account: String?
    }

    /// The findings on uses, in their order; what is the same is asked once.
    func findings(on found: [FoundUse]) throws(ClientError) -> [CheckFinding] {
        var places: [Question: Int] = [:]
        var questions: [Question] = []
        let indices = found.map { use in
            let question = Question(use: use.use, account: use.account)
            if let place = places[question] { return place }
            places[question] = questions.count
            questions.append(question)
            return questions.count - 1
        }
        let verdicts = Dictionary(grouping: try verdicts(on: questions), by: \.use)
        return zip(found, indices).flatMap { use, index in
            (verdicts[index] ?? []).map { CheckFinding(use, $0) }
        }
    }

    private func verdicts(on questions: [Question]) throws(ClientError) -> [VerdictAnswer] {
        switch kind {
        case .listing(let offer, _):
            let now = UTCTime.now
            return questions.enumerated().flatMap { index, question in
                VerdictAnswer.all(on: question.use, index: index, in: [offer], on: now, window: window)
            }
        case .record(let session):
            var verdicts: [VerdictAnswer] = []
            var start = 0
            while start < questions.count {
                let request = request(questions[start...])
                let answer = try ListAnswer(
                    try session.get(VerdictAnswer.path, about: request.json), list: VerdictAnswer.list)
                try session.checkFreshness(try answer.freshness() ?? [])
                for var verdict: VerdictAnswer in try answer.elements() {
                    verdict.use += start
                    verdicts.append(verdict)
                }
                start += request.uses.count
            }
            return verdicts
        }
    }

    /// As many questions as a request has room for: a body may have 64 KiB.
    private func request(_ questions: ArraySlice<Question>) -> CheckRequest {
        var request = CheckRequest()
        request.accounts = accounts
        request.within = "\(window)d"
        var size = request.json.count
        for question in questions.prefix(500) {
            let use = CheckRequest.Use(question.use, account: question.account)
            size += use.json.count
            guard request.uses.isEmpty || size < 60 << 10 else { break }
            request.uses.append(use)
        }
        return request
    }
}
