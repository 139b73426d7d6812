import ControlAPI
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// Serves HTTP/1.1 on a listening Unix socket until it is told to stop; open requests are finished.
struct SocketServer: Service {
    private let descriptor: CInt
    private let routes: Routes
    private let logger: Logger

    /// Bounds of a connection: nobody's client needs more, and a hostile one gets no further.
    private static let limits = HTTP1Channel.Configuration(
        idleTimeout: .seconds(60),
        httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 64))

    /// - Parameter descriptor: a listening socket; closed at the end.
    init(descriptor: CInt, routes: Routes, logger: Logger) {
        self.descriptor = descriptor
        self.routes = routes
        self.logger = logger
    }

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let http = HTTP1Channel(responder: respond, configuration: Self.limits)
        let quiescing = ServerQuiescingHelper(group: group)
        let server = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { [logger] channel in http.setup(channel: channel, logger: logger) }
        let quiet = server.channel.eventLoop.makePromise(of: Void.self)
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                do {
                    try await server.executeThenClose { connections in
                        for try await connection in connections {
                            group.addTask { [logger] in await http.handle(value: connection, logger: logger) }
                        }
                    }
                } catch {
                    logger.error("cannot accept connections any more", metadata: ["error": "\(error)"])
                }
            }
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: quiet)
        }
        // The listener's end is not that of the requests in flight.
        if server.channel.isActive { quiescing.initiateShutdown(promise: nil) }
        quiet.succeed()
    }

    private func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        let context = SocketContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        var response = await routes.respond(to: request, context: context)
        response.headers[Routes.versionHeader] = Batchimgd.version
        try await writer.write(response: response.head, body: response.body)
    }
}
