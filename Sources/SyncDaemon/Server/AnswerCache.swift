import Catalog
import CatalogStore
import HTTPTypes
import NIOConcurrencyHelpers

/// The answers of this second, while nothing is recorded: many clients that ask the same have it worked out once.
///
/// No answer says more of the time than its second, so that none is older than it would be anew.
final class AnswerCache: Sendable {
    private struct Moment: Equatable {
        let second: Int
        let writes: Int
    }

    private struct Contents {
        var moment: Moment?
        /// By the request's target.
        var answers: [String: any SharedAnswer] = [:]
    }

    /// More targets than this are not asked for again within a second.
    private static let most = 64

    private let store: Store
    private let now: @Sendable () -> UTCTime
    private let contents = NIOLockedValueBox(Contents())

    init(store: Store, now: @escaping @Sendable () -> UTCTime) {
        (self.store, self.now) = (store, now)
    }

    /// The answer to a request, if it need not be worked out.
    func atHand(for request: HTTPRequest) -> Answer? {
        answer(to: request, at: moment)
    }

    func answer(to request: HTTPRequest, _ workOut: () async throws -> any SharedAnswer) async throws -> Answer {
        // Taken before the record is read: what is written meanwhile makes the answer one of the past.
        let moment = moment
        if let answer = answer(to: request, at: moment) { return answer }
        let shared = try await workOut()
        if let target = request.path, shared.isKept {
            contents.withLockedValue { contents in
                guard contents.moment == moment else { return }
                guard contents.answers[target] != nil || contents.answers.count < Self.most else { return }
                contents.answers[target] = shared
            }
        }
        return shared.answer(to: request)
    }

    private var moment: Moment { Moment(second: now().seconds, writes: store.writes) }

    private func answer(to request: HTTPRequest, at moment: Moment) -> Answer? {
        guard request.method == .get, let target = request.path else { return nil }
        let shared = contents.withLockedValue { contents in
            if contents.moment != moment { contents = Contents(moment: moment) }
            return contents.answers[target]
        }
        guard let shared, shared.suits(request) else { return nil }
        return shared.answer(to: request)
    }
}
