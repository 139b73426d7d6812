import AzureBatch
import Catalog
import ControlAPI
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// One route: who may take it, and what answers.
struct Route: Sendable {
    enum Access: Sendable {
        case everybody, operators
    }

    let method: HTTPRequest.Method
    let path: String
    let access: Access
    let answer: @Sendable (Request) async throws -> Response
    /// What stands before and behind a part in braces, which stands for any; `nil` without one.
    private let sides: (head: Substring, tail: Substring)?

    init(
        method: HTTPRequest.Method, path: String, access: Access,
        answer: @escaping @Sendable (Request) async throws -> Response
    ) {
        (self.method, self.path, self.access, self.answer) = (method, path, access, answer)
        let open = path.firstIndex(of: "{")
        let close = path.firstIndex(of: "}").map { path.index(after: $0) }
        sides = open.flatMap { open in close.map { (path[..<open], path[$0...]) } }
    }

    func matches(_ path: String) -> Bool {
        guard let (head, tail) = sides else { return self.path == path }
        guard path.hasPrefix(head), path.hasSuffix(tail) else { return false }
        let part = path.dropFirst(head.count).dropLast(tail.count)
        return !part.isEmpty && !part.utf8.contains(UInt8(ascii: "/"))
    }
}

/// The route table of the socket, and what all routes have in common.
struct Routes: Sendable {
    static let versionHeader = HTTPField.Name("Batchimgd-Version") ?? .server

    let table: [Route]
    let operators: Operators
    /// Answers that need no route.
    let cache: AnswerCache

    /// Answers a request; whatever goes wrong becomes the error envelope.
    func respond(to request: Request, by channel: any Channel, logger: Logger) async -> Response {
        let path = request.uri.path
        guard let route = table.first(where: { $0.method == request.method && $0.matches(path) }) else {
            return unknown(request)
        }
        do {
            if route.access == .operators, try await !operators.include(await PeerCredentials.of(channel)) {
                throw APIError(
                    .forbidden,
                    "cannot do this for you: only operators may; "
                        + "add your user, or '%GROUP', to 'operators' under [daemon]")
            }
            return try await route.answer(request)
        } catch let error as APIError {
            return .error(error)
        } catch {
            logger.error("cannot answer", metadata: ["path": "\(path)", "error": "\(error)"])
            return .error(APIError(.internal, "cannot answer: \(error); see the daemon's log"))
        }
    }

    private func unknown(_ request: Request) -> Response {
        let methods = table.filter { $0.matches(request.uri.path) }.map(\.method.rawValue)
        guard methods.isEmpty else {
            var response = Response.error(
                APIError(
                    .methodNotAllowed,
                    "cannot \(request.method.rawValue) \(request.uri.path): use \(methods.joined(separator: " or "))"))
            response.headers[.allow] = methods.joined(separator: ", ")
            // Whoever asks so reads no body (RFC 9110, section 9.3.2), and would take one for the next answer.
            if request.method == .head { response.body = ResponseBody() }
            return response
        }
        return .error(APIError(.notFound, "cannot find \(request.uri.path.prefix(200)): no such route"))
    }
}

extension Response {
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An answer that is written piece by piece.
    static func streamed(
        _ contentType: String, _ body: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: contentType],
            body: ResponseBody { writer in
                var inner: any ResponseBodyWriter = writer
                try await body(&inner)
                try await writer.finish(nil)
            })
    }

    static func error(_ error: APIError) -> Response {
        json(error.body, status: HTTPResponse.Status(code: error.kind.status))
    }
}
