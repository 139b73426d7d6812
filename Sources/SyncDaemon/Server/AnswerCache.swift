import Catalog
import CatalogStore
import NIOConcurrencyHelpers

/// The answers of this second, while nothing is recorded: many clients that ask the same have it worked out once.
///
/// No answer says more of the time than its second, so that none is older than it would be anew.
final class AnswerCache<Answer: Sendable>: Sendable {
    private struct Moment: Equatable {
        let second: Int
        let writes: Int
    }

    private struct Contents {
        var moment: Moment?
        var answers: [String: Answer] = [:]
    }

    /// More questions than this are not asked again within a second.
    private static var most: Int { 64 }

    private let store: Store
    private let now: @Sendable () -> UTCTime
    /// Which answers are kept: those of a modest size that are no errors.
    private let keeps: @Sendable (Answer) -> Bool
    private let contents = NIOLockedValueBox(Contents())

    init(store: Store, now: @escaping @Sendable () -> UTCTime, keeps: @escaping @Sendable (Answer) -> Bool) {
        self.store = store
        self.now = now
        self.keeps = keeps
    }

    func answer(to question: String, _ workOut: () async throws -> Answer) async throws -> Answer {
        // Taken before the record is read: what is written meanwhile makes the answer one of the past.
        let moment = Moment(second: now().seconds, writes: store.writes)
        let known = contents.withLockedValue { contents in
            if contents.moment != moment { contents = Contents(moment: moment) }
            return contents.answers[question]
        }
        if let known { return known }
        let answer = try await workOut()
        guard keeps(answer) else { return answer }
        contents.withLockedValue { contents in
            guard contents.moment == moment, contents.answers.count < Self.most else { return }
            contents.answers[question] = answer
        }
        return answer
    }
}
