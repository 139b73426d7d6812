package import AzureBatch
package import Foundation

/// Something that goes wrong with one answer of the emulated service; several may be combined.
package struct Fault: Codable, Sendable {
    package struct Validators: Codable, Sendable {
        package var etag: String?
        package var lastModified: String?
    }

    /// Whose requests it is meant for; List Supported Images when absent. A request for a token is neither.
    package var operation: ServiceOperation?
    /// How many requests it is good for; 1 when absent.
    package var times: Int?
    /// Answers this status, with `headers`, `code` and `message` or `body`.
    package var status: Int?
    package var headers: [String: String]?
    package var code: String?
    package var message: String?
    package var body: String?
    /// Seconds before the answer.
    package var delay: Double?
    /// Never answers.
    package var hang: Bool?
    /// Closes the connection instead of answering.
    package var drop: Bool?
    /// Sends a few bytes at a time, with this many seconds between them.
    package var drip: Double?
    /// Sends half of the body and closes the connection.
    package var truncated: Bool?
    package var contentType: String?
    package var html: Bool?
    package var garbage: Bool?
    package var wrongTypes: Bool?
    package var missingField: Bool?
    package var deepNesting: Bool?
    /// A few hundred kilobytes that unpack to hundreds of megabytes.
    package var gzipBomb: Bool?
    /// A body of more than 64 MiB.
    package var huge: Bool?
    /// The URL that the page points to.
    package var foreignNextLink: String?
    /// The URL that the answer redirects to.
    package var redirect: String?
    /// The page points to itself.
    package var cycle: Bool?
    /// The page points to one that was never there.
    package var endlessChain: Bool?
    /// 304, whether or not validators were sent.
    package var notModified: Bool?
    /// 400 `UnsupportedHeader` when the request is conditional.
    package var unsupportedHeader: Bool?
    /// Seconds by which the service's clock differs.
    package var clockOff: Int?
    /// Sent on this answer.
    package var validators: Validators?
    /// Members, capabilities and JSON keys in another order.
    package var shuffle: Bool?

    package init() {}

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case operation, times, status, headers, code, message, body, delay, hang, drop, drip, truncated, contentType
        case html, garbage, wrongTypes, missingField, deepNesting, gzipBomb, huge, foreignNextLink, redirect, cycle
        case endlessChain, notModified, unsupportedHeader, clockOff, validators, shuffle
    }
}

extension Fault {
    /// Why a list of faults cannot be used.
    package struct FormatError: Error, CustomStringConvertible {
        package let description: String
    }

    /// Reads a JSON list of faults strictly: a misspelt key would be a fault that never happens.
    package static func list(_ json: Data) throws(FormatError) -> [Fault] {
        let expected = "expected a JSON list of objects"
        guard let list = try? JSONSerialization.jsonObject(with: json) as? [[String: Any]] else {
            throw FormatError(description: "cannot read the faults: \(expected)")
        }
        let known = CodingKeys.allCases.map(\.rawValue)
        for (index, fault) in list.enumerated() {
            guard let unknown = Set(fault.keys).subtracting(known).min() else { continue }
            throw FormatError(
                description: "cannot use '\(unknown)' in fault [\(index)]: known are \(known.joined(separator: ", "))")
        }
        let operations = ServiceOperation.allCases.map(\.rawValue)
        for (index, fault) in list.enumerated() {
            guard let name = fault["operation"] as? String, !operations.contains(name) else { continue }
            throw FormatError(
                description:
                    "cannot use the operation of fault [\(index)]: known are \(operations.joined(separator: ", "))")
        }
        do {
            return try JSONDecoder().decode([Fault].self, from: json)
        } catch let error as DecodingError {
            guard case .typeMismatch(_, let context) = error else {
                throw FormatError(description: "cannot read the faults: \(expected)")
            }
            let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(
                separator: " ")
            throw FormatError(description: "cannot read fault \(place): a value of the wrong type")
        } catch {
            throw FormatError(description: "cannot read the faults: \(expected)")
        }
    }
}

extension [Fault] {
    /// The first that is meant, which is then good for one request less.
    mutating func take(where isMeant: (Fault) -> Bool) -> Fault? {
        guard let index = firstIndex(where: isMeant) else { return nil }
        let fault = self[index]
        let times = fault.times ?? 1
        if times > 1 { self[index].times = times - 1 } else { remove(at: index) }
        return fault
    }
}
