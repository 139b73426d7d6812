import Catalog
import Foundation

/// Reads an answer that is no page: the service's BatchError where there is one, else what the status says.
enum ServiceFault {
    static func error(_ answer: HTTPAnswer, now: UTCTime, redacting signature: String) -> UpstreamError {
        if (300...399).contains(answer.status) { return .redirect(answer) }
        let body = try? JSONDecoder().decode(Body.self, from: Data(answer.body))
        let said = body?.message?.value?.plainPrefix(500, redacting: [signature])
        return UpstreamError(
            code: body?.code?.plainPrefix(100, redacting: [signature]) ?? "HTTPStatus\(answer.status)",
            message: said ?? "the service answered HTTP \(answer.status) without an error of its own",
            status: answer.status, requestID: answer.requestID, retryAfter: answer.retryAfter(now: now),
            isTransient: transient.contains(answer.status))
    }

    /// What official clients try again (azure-core's retry policy).
    static let transient: Set = [408, 429, 500, 502, 503, 504]

    private struct Body: Decodable {
        let code: String?
        let message: Message?

        struct Message: Decodable {
            let value: String?
        }
    }
}
