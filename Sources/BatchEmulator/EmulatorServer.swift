import AzureBatch
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import RecordedListings
import ServiceLifecycle

/// The emulator on a loopback port.
package struct EmulatorServer: Service {
    private let emulator: Emulator
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameter onListening: told the port once connections are accepted.
    package init(_ emulator: Emulator, onListening: @escaping @Sendable (Int) async -> Void) {
        (self.emulator, self.onListening) = (emulator, onListening)
    }

    package func run() async throws {
        var logger = Logger(label: "batch-emulator")
        logger.logLevel = .critical
        let router = Router(context: EmulatorContext.self)
        for operation in ServiceOperation.allCases {
            router.get(RouterPath("/\(operation.rawValue)")) { request, context in
                await answer(request, context, operation, account: nil)
            }
            router.get(RouterPath("/accounts/:name/\(operation.rawValue)")) { request, context in
                await answer(request, context, operation, account: context.parameters.get("name"))
            }
        }
        addControls(to: router)
        addSignIn(to: router)
        let application = Application(
            responder: router.buildResponder(), server: try server(),
            configuration: .init(address: .hostname("127.0.0.1", port: emulator.configuration.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    /// http, or https by the certificate of the configuration.
    private func server() throws -> HTTPServerBuilder {
        guard let pem = emulator.configuration.tls else { return .http1() }
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(bytes: Array(pem.utf8), format: .pem)
        return try .tls(
            tlsConfiguration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }

    var signIn: EmulatedSignIn { emulator.signIn }

    /// Scheme, host and port that a client sent a request to.
    func origin(of request: Request) -> String {
        "\(emulator.configuration.scheme)://\(request.head.authority ?? "127.0.0.1")"
    }

    // MARK: - The operations

    private func answer(
        _ request: Request, _ context: EmulatorContext, _ operation: ServiceOperation, account: String?
    ) async -> Response {
        let (answer, fault) = await emulator.list(
            LoggedRequest(request, operation), pathAccount: account, origin: origin(of: request))
        return await respond(answer, fault, request, context)
    }

    /// Sends an answer, or does not, as the fault has it.
    func respond(
        _ answer: ServiceAnswer, _ fault: Fault?, _ request: Request, _ context: EmulatorContext
    ) async -> Response {
        if let delay = fault?.delay { await pause(.milliseconds(Int(delay * 1000))) }
        if fault?.hang == true, request.method == .post {
            // Its body was read: nothing tells when its client leaves.
            await pause(.seconds(3600))
        } else if fault?.hang == true {
            // As long as its client waits.
            try? await request.body.consumeWithCancellationOnInboundClose { _ in await pause(.seconds(3600)) }
        }
        if fault?.drop == true { try? await context.channel.close() }
        return response(answer, fault, channel: context.channel)
    }

    private func response(_ answer: ServiceAnswer, _ fault: Fault?, channel: any Channel) -> Response {
        var response = Response(status: HTTPResponse.Status(code: answer.status))
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        guard !answer.body.isEmpty else { return response }
        let buffer = ByteBuffer(bytes: answer.body)
        // Else chunked, as the service's answers are.
        if fault?.truncated == true { response.headers[.contentLength] = String(answer.body.count) }
        response.body = ResponseBody { writer in
            if fault?.truncated == true {
                try await writer.write(buffer.getSlice(at: 0, length: buffer.readableBytes / 2) ?? buffer)
                return try await channel.close()
            }
            if let seconds = fault?.drip {
                for byte in buffer.readableBytesView {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    await pause(.milliseconds(Int(seconds * 1000)))
                }
            } else {
                try await writer.write(buffer)
            }
            try await writer.finish(nil)
        }
        return response
    }

    private func pause(_ duration: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }

    // MARK: - Controls

    func takeFaults(of request: Request, _ set: ([Fault]) async -> Response) async throws -> Response {
        do {
            return await set(try Fault.list(try await request.data()))
        } catch let error as Fault.FormatError {
            return .text(.badRequest, error.description)
        }
    }

    private func addControls(to router: Router<EmulatorContext>) {
        router.post("/_emulator/step") { _, _ -> Response in
            guard let (day, step, steps) = await emulator.advance() else {
                return .text(.conflict, "cannot step: the last recorded day is shown already")
            }
            let (shown, recorded) = (day.date.dateText, day.recorded.dateText)
            return .text(.ok, #"{"day":"\#(shown)","recorded":"\#(recorded)","step":\#(step),"steps":\#(steps)}"#)
        }
        router.put("/_emulator/accounts/:name/faults") { request, context -> Response in
            try await takeFaults(of: request) { faults in
                let isKnown = await emulator.setFaults(faults, of: context.parameters.get("name") ?? "")
                return isKnown ? Response(status: .noContent) : .unknownAccount
            }
        }
        router.put("/_emulator/accounts/:name/pools") { request, context -> Response in
            let json = try await request.data(upTo: 64 << 20)
            let pools: [EmulatedPool]
            do {
                pools = try EmulatedPool.list(Array(json))
            } catch {
                return .text(.badRequest, "cannot read the pools: expected a JSON list of objects")
            }
            let isKnown = await emulator.setPools(pools, of: context.parameters.get("name") ?? "")
            return isKnown ? Response(status: .noContent) : .unknownAccount
        }
        router.get("/_emulator/accounts/:name/requests") { request, context -> Response in
            var operation: ServiceOperation?
            if let name = request.uri.queryParameters["operation"] {
                operation = ServiceOperation(rawValue: String(name))
                guard operation != nil else {
                    let known = ServiceOperation.allCases.map(\.rawValue).joined(separator: ", ")
                    return .text(.badRequest, "cannot tell that operation: known are \(known)")
                }
            }
            let account = context.parameters.get("name") ?? ""
            guard let requests = await emulator.requests(of: account, for: operation) else { return .unknownAccount }
            return .text(.ok, String(decoding: try JSONEncoder().encode(requests), as: UTF8.self))
        }
    }
}

/// What a route knows of the connection that a request came by.
struct EmulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

extension Request {
    func data(upTo most: Int = 1 << 20) async throws -> Data {
        Data(try await body.collect(upTo: most).readableBytesView)
    }

    /// By lower-case name.
    var allHeaders: [String: String] {
        Dictionary(headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
    }
}

extension LoggedRequest {
    fileprivate init(_ request: Request, _ operation: ServiceOperation) {
        self.init(
            operation: operation, method: request.method.rawValue, target: request.head.path ?? "/",
            headers: request.allHeaders, time: UTCTime.now.wholeSeconds.description)
    }
}

extension Response {
    static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: text.hasPrefix("{") ? "application/json" : "text/plain"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    fileprivate static var unknownAccount: Response { text(.notFound, "cannot find that account") }
}
