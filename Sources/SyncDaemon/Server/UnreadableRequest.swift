import Catalog
import ControlAPI
import HTTPTypes

/// A request that cannot be read, and what it is answered with.
enum UnreadableRequest {
    /// - Parameter tooLong: the path, and the parameter that makes the target too long, where it is that.
    static func answer(
        _ fault: APIError?, tooLong: (path: String, parameter: String?)?
    ) -> (head: HTTPResponse, body: [UInt8]) {
        let body = fault?.body ?? refusal(of: tooLong)
        let head = HTTPResponse(
            status: HTTPResponse.Status(code: (fault?.kind ?? .badRequest).status),
            headerFields: [
                .connection: "close", .contentType: "application/json", .contentLength: String(body.count),
                Routes.versionHeader: Batchimgd.version,
            ])
        return (head, body)
    }

    private static func refusal(of tooLong: (path: String, parameter: String?)?) -> [UInt8] {
        guard let (path, parameter) = tooLong else {
            return APIError(
                .badRequest, "cannot read the request: it is no HTTP/1.1, or its headers are larger than 32 KiB"
            ).body
        }
        let bound = "longer than \(RequestStart.longestTarget >> 10) KiB"
        guard let parameter else {
            return APIError(.badRequest, "cannot read the request: its target is \(bound)").body
        }
        let name = String(parameter.prefix(80))
        guard !BatchOperation.serves(path) else { return BatchOperation.refusal(of: name, "The URI is \(bound).") }
        return APIError(.badRequest, "cannot read the parameter '\(name)': with it the request's target is \(bound)")
            .body
    }
}

extension HTTPRequest {
    /// Whether nothing can follow on the connection: the client says so, in whatever case, or wants another protocol
    /// after this request, of which the parser would keep every byte.
    var isLast: Bool {
        method == .connect || headerFields.contains(.upgrade)
            || headerFields[.connection]?.lowercased().split(separator: ",").contains {
                $0.filter { $0 != " " && $0 != "\t" } == "close"
            } ?? false
    }
}
