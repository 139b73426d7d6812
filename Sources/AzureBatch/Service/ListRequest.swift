package import Catalog
import Foundation

/// The parameters of List Supported Images and List Pools, as the service checks them.
package struct ListRequest: Sendable {
    package let operation: ServiceOperation
    package let apiVersion: String
    package let filterText: String?
    /// Of images.
    package let filter: ImageFilter?
    /// Of pools.
    package let poolFilter: PoolFilter?
    /// The properties of pools that are asked for, as they were written; `nil` for all.
    let select: String?
    /// 1 to 1000.
    package let maxResults: Int
    package let timeout: Int?
    /// Where the page begins.
    package let offset: Int
    /// What the walk goes through, by the token of the page before; empty at its beginning.
    package let listing: String

    /// What is wrong with a request, in the service's codes.
    package struct Fault: Error, Sendable {
        package let code: String
        package let message: String
        package let parameter: String
        /// What the parameter may be, in the service's keys.
        private let bounds: [(key: String, value: String)]

        init(code: String, message: String, parameter: String, bounds: [(key: String, value: String)] = []) {
            (self.code, self.message) = (code, message)
            self.parameter = String(parameter.prefix(100))
            self.bounds = bounds
        }

        /// A value that the parameter may not have.
        package static func invalid(_ parameter: String, _ reason: String? = nil) -> Fault {
            Fault(
                code: "InvalidQueryParameterValue",
                message: "An invalid value was specified for one of the query parameters in the request URI.",
                parameter: parameter, bounds: reason.map { [("Reason", $0)] } ?? [])
        }

        /// The details of the answer.
        package var values: [(key: String, value: String)] { [("QueryParameterName", parameter)] + bounds }
    }

    /// The versions that serve these operations (REST reference).
    package static let apiVersions: Set = [
        "2019-06-01.9.0", "2019-08-01.10.0", "2020-03-01.11.0", "2020-09-01.12.0", "2021-06-01.14.0",
        "2022-01-01.15.0", "2022-10-01.16.0", "2023-05-01.17.0", "2023-11-01.18.0", "2024-02-01.19.0",
        "2024-07-01.20.0", "2025-06-01",
    ]

    /// - Parameter query: percent-encoded, without the question mark.
    package init(query: String, of operation: ServiceOperation = .images) throws(Fault) {
        self.operation = operation
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let decoded = String(sides[0]).removingPercentEncoding else { throw Fault.invalid(String(sides[0])) }
            // Later descriptions of the operation spell it so.
            let name = decoded == "timeOut" ? "timeout" : decoded
            guard let value = String(sides.count > 1 ? sides[1] : "").removingPercentEncoding else {
                throw Fault.invalid(name, "Expected percent-encoded UTF-8.")
            }
            guard values[name] == nil else { throw Fault.invalid(name, "It may stand only once.") }
            values[name] = value
        }
        guard let version = values.removeValue(forKey: "api-version"), !version.isEmpty else {
            throw Fault(
                code: "MissingRequiredQueryParameter",
                message: "A query parameter that's mandatory for this request is not specified.",
                parameter: "api-version")
        }
        guard Self.apiVersions.contains(version) else {
            throw Fault.invalid("api-version", "Expected one of \(Self.apiVersions.sorted().joined(separator: ", ")).")
        }
        apiVersion = version
        maxResults = try Self.number("maxresults", values.removeValue(forKey: "maxresults"), in: 1...1000) ?? 1000
        timeout = try Self.number("timeout", values.removeValue(forKey: "timeout"), in: 1...Int(Int32.max))
        filterText = values.removeValue(forKey: "$filter")
        switch operation {
        case .images:
            filter = try filterText.map(Self.imageFilter)
            (poolFilter, select) = (nil, nil)
        case .pools:
            filter = nil
            poolFilter = try filterText.map(Self.poolFilter)
            select = values.removeValue(forKey: "$select")
            guard select?.wholeMatch(of: /[A-Za-z]+(\s*,\s*[A-Za-z]+)*/) != nil || select == nil else {
                throw Fault.invalid("$select", "Expected names of a pool's properties, with commas between them.")
            }
            // Statistics of its life, which no pool of ours has.
            guard [nil, "stats"].contains(values.removeValue(forKey: "$expand")) else {
                throw Fault.invalid("$expand", "Expected stats.")
            }
        }
        (offset, listing) =
            try values.removeValue(forKey: "$skiptoken").map { text throws(Fault) in
                guard let place = Self.place(text) else { throw Fault.invalid("$skiptoken") }
                return place
            } ?? (0, "")
        guard let unknown = values.keys.min() else { return }
        throw Fault(
            code: "UnsupportedQueryParameter",
            message: "One of the query parameters specified in the URI is not supported.",
            parameter: unknown)
    }

    /// The properties of pools that are asked for; `nil` for all.
    package var selected: Set<String>? {
        select.map { Set($0.split { $0 == "," || $0.isWhitespace }.map(String.init)) }
    }

    private static func imageFilter(_ text: String) throws(Fault) -> ImageFilter {
        do {
            return try ImageFilter(parsing: text)
        } catch {
            throw Fault.invalid("$filter", "At column \(error.column), expected \(error.expected).")
        }
    }

    private static func poolFilter(_ text: String) throws(Fault) -> PoolFilter {
        guard let filter = PoolFilter(text) else {
            throw Fault.invalid("$filter", "Expected a comparison such as \(PoolFilter.expected).")
        }
        return filter
    }

    /// An opaque token, full of the characters that real ones have: clients must keep it byte for byte.
    ///
    /// - Parameter listing: letters and digits that name what the walk goes through.
    package static func token(_ offset: Int, of listing: String = "") -> String {
        "WATV2:=/$%5E\(offset)%5E\(listing)=="
    }

    /// No listing has as many images: a token beyond it was made up.
    private static let maximumOffset = 1_000_000

    private static func place(_ token: String) -> (offset: Int, listing: String)? {
        guard let match = token.wholeMatch(of: /WATV2:=\/\$\^([0-9]{1,9})\^([0-9a-z]*)==/), let offset = Int(match.1),
            (1...maximumOffset).contains(offset)
        else { return nil }
        return (offset, String(match.2))
    }

    private static func number(
        _ name: String, _ text: String?, in range: ClosedRange<Int>
    ) throws(Fault) -> Int? {
        guard let text else { return nil }
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Fault.invalid(name, "Expected a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        // A number too large for any range is out of this one.
        guard let number = Int(text), range.contains(number) else {
            throw Fault(
                code: "OutOfRangeQueryParameterValue",
                message: "A query parameter specified in the request URI is outside the permissible range.",
                parameter: name,
                bounds: [("MinimumAllowed", String(range.lowerBound)), ("MaximumAllowed", String(range.upperBound))])
        }
        return number
    }
}

/// A `$filter` of List Pools: one comparison of the state.
package struct PoolFilter: Sendable {
    private let state: String
    private let isEqual: Bool

    static let expected = "state eq 'active'"

    /// - Returns: `nil` when the text is anything else.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /\s*state\s+(eq|ne)\s+'([A-Za-z]*)'\s*/) else { return nil }
        (state, isEqual) = (String(match.2), match.1 == "eq")
    }

    package func matches(state: String?) -> Bool { (self.state == state) == isEqual }
}

/// What the service lists, named by the last part of the operation's path.
package enum ServiceOperation: String, Codable, Sendable, CaseIterable {
    case images = "supportedimages"
    case pools
}
