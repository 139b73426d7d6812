package import AzureBatch
import Catalog
import Crypto
import Foundation
import RecordedListings

/// An account of the emulated service.
struct EmulatedAccount: Sendable {
    let name: String
    /// Its history; the first day is shown first, the last one stays.
    let days: [RecordedDay]
    /// Images that a test put in place of the history's.
    var images: [Image]?
    var pools: [EmulatedPool]
    var faults: [Fault] = []
    var requests: [LoggedRequest] = []
    private(set) var requestCount = 0

    /// 64 bytes in base64, as the service's keys are; made from the name, so that a restart does not change it.
    var key: String { Data(SHA512.hash(data: Data("batch-emulator \(name)".utf8))).base64EncodedString() }

    func images(step: Int) -> [Image] { images ?? days[min(step, days.count - 1)].images }

    /// Logs a request and takes the first fault that is meant for it.
    mutating func receive(_ request: LoggedRequest) -> Fault? {
        requestCount += 1
        requests.append(request)
        if requests.count > 1000 { requests.removeFirst() }
        return faults.take { ($0.operation ?? .images) == request.operation }
    }
}

/// A request as it was received.
package struct LoggedRequest: Codable, Hashable, Sendable {
    package let operation: ServiceOperation
    package let method: String
    /// Path and query, byte for byte.
    package let target: String
    /// By lower-case name.
    package let headers: [String: String]
    package let time: String
}
