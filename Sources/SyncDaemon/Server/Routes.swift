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
    let answer: @Sendable (Request, SocketContext) async throws -> Response
    /// What stands before and behind a part in braces, which stands for any; `nil` without one.
    private let sides: (head: Substring, tail: Substring)?

    init(
        method: HTTPRequest.Method, path: String, access: Access,
        answer: @escaping @Sendable (Request, SocketContext) async throws -> Response
    ) {
        (self.method, self.path, self.access, self.answer) = (method, path, access, answer)
        let open = path.firstIndex(of: "{")
        let close = path.firstIndex(of: "}").map { path.index(after: $0) }
        sides = open.flatMap { open in close.map { (path[..<open], path[$0...]) } }
    }

    /// Whether a request's path is this route's.
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

    private let table: [Route]
    private let operators: Operators
    private let responder: any HTTPResponder<SocketContext>

    init(_ table: [Route], operators: Operators) {
        self.table = table
        self.operators = operators
        let router = Router(context: SocketContext.self)
        for route in table {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await Self.allow(route, operators, context)
                return try await route.answer(request, context)
            }
        }
        responder = router.buildResponder()
    }

    /// Answers a request; whatever goes wrong becomes the error envelope.
    func respond(to request: Request, context: SocketContext) async -> Response {
        guard table.contains(where: { $0.method == request.method && $0.matches(request.uri.path) }) else {
            return unknown(request)
        }
        do {
            return try await responder.respond(to: request, context: context)
        } catch let error as APIError {
            return .error(error)
        } catch {
            context.logger.error("cannot answer", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return .error(APIError(.internal, "cannot answer: \(error); see the daemon's log"))
        }
    }

    private static func allow(_ route: Route, _ operators: Operators, _ context: SocketContext) async throws {
        guard route.access == .operators else { return }
        guard operators.include(await PeerCredentials.of(context.channel)) else {
            throw APIError(
                .forbidden,
                "cannot do this for you: only operators may; add your user, or '%GROUP', to 'operators' under [daemon]")
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

    static func error(_ error: APIError) -> Response {
        json(error.body, status: HTTPResponse.Status(code: error.kind.status))
    }
}
