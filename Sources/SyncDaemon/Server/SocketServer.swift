import Catalog
import ControlAPI
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// Serves HTTP/1.1 on a listening Unix socket until it is told to stop; open requests are finished.
struct SocketServer: Service {
    /// Of a listening socket; closed at the end.
    let descriptor: CInt
    let routes: Routes
    /// With a peer that is silent between requests, or slow within one.
    var patience = TimeAmount.seconds(30)
    let logger: Logger

    /// Connections at once; half of the descriptors stay for the file and the way out.
    private static let maximumConnections = 512

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let http = HTTP1Channel(responder: respond, configuration: limits)
        let quiescing = ServerQuiescingHelper(group: group)
        let isStopping = NIOLockedValueBox(false)
        let (connections, arrivals) = AsyncStream.makeStream(of: HTTP1Channel.Value.self)
        let listener = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [logger, cache = routes.cache] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestStart())
                }.flatMap {
                    http.setup(channel: channel, logger: logger)
                }.flatMapThrowing { connection in
                    arrivals.yield(connection)
                    let pipeline = channel.pipeline.syncOperations
                    let state = try pipeline.handler(type: HTTPConnectionStateHandler.self)
                    try pipeline.addHandler(AnswersAtHand(cache), position: .after(state))
                    // It may have been told before there was anybody to hear it.
                    if isStopping.withLockedValue({ $0 }) {
                        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
                    }
                }
            }
            .withBoundSocket(descriptor).get()
        // Each connection that was set up is handled: the stream ends when there is none left, nor a listener.
        let stopped = listener.eventLoop.makePromise(of: Void.self)
        stopped.futureResult.whenComplete { _ in arrivals.finish() }
        listener.closeFuture.whenComplete { [logger] _ in
            if !isStopping.withLockedValue({ $0 }) { logger.error("cannot accept connections any more") }
            quiescing.initiateShutdown(promise: stopped)
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await connection in connections {
                    group.addTask { [logger] in await http.handle(value: connection, logger: logger) }
                }
            }
        } onCancelOrGracefulShutdown: {
            isStopping.withLockedValue { $0 = true }
            // Closes the listener and idle connections; the task group waits for the requests in flight.
            quiescing.initiateShutdown(promise: nil)
        }
    }

    /// Bounds of a connection: nobody's client needs more, and a hostile one gets no further.
    private var limits: HTTP1Channel.Configuration {
        let connections = Connections(limit: Self.maximumConnections)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(connections, patience: patience)], idleTimeout: patience,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: RequestStart.longestTarget, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 64))
    }

    private func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        var response = await routes.respond(to: request, by: channel, logger: logger)
        response.headers[Routes.versionHeader] = Batchimgd.version
        try await writer.write(response: response.head, body: response.body)
    }
}
