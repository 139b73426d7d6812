import Catalog
import ControlAPI
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands in each connection's pipeline, cuts those that take too long to send a request, once it has begun, or to take
/// an answer, and lets the others take theirs to the end before they are closed.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Told to a connection that is to be closed whatever it has yet to take.
    struct Cut: Sendable {}

    private let connections: Connections
    private let patience: TimeAmount
    private var start: RequestStart?
    private var isReceiving = false
    private var hasAsked = false
    /// Ends a connection that has yet to ask, at a stop.
    private var leaving: Scheduled<Void>?
    /// The request whose body is still coming.
    private var held: HeldRequest?
    /// Why nothing is read any more.
    private var fault: APIError?
    /// What the peer must be done with before the time is up.
    private var sending: Scheduled<Void>?
    private var taking: Scheduled<Void>?
    /// Done when the peer has the last answer that was finished; it may take that long.
    private var taken: (future: EventLoopFuture<Void>, deadline: NIODeadline)?

    /// How long a client that has connected may take to ask, once the daemon stops.
    private static let grace = TimeAmount.seconds(2)

    /// - Parameter patience: for a whole request, and for 32 KiB of an answer.
    init(_ connections: Connections, patience: TimeAmount) {
        (self.connections, self.patience) = (connections, patience)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        start = try? context.pipeline.syncOperations.handler(type: RequestStart.self)
        connections.add(context.channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        start = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        sending?.cancel()
        taking?.cancel()
        leaving?.cancel()
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if fault == nil { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard fault == nil else { return }
        let part = unwrapInboundIn(data)
        let isEnd = if case .end = part { true } else { false }
        start?.parsed(toTheEnd: isEnd)
        switch part {
        case .head(var head):
            connections.note(context.channel, isIdle: false)
            isReceiving = true
            hasAsked = true
            if head.isLast { head.headerFields[.connection] = "close" }
            do throws(APIError) {
                held = try HeldRequest(head)
            } catch {
                return fail(context, error)
            }
            guard held == nil else { return }
            context.fireChannelRead(wrapInboundOut(.head(head)))
            leave(context)
        case .body(let bytes):
            do throws(APIError) {
                try held?.add(bytes)
            } catch {
                fail(context, error)
            }
        case .end:
            isReceiving = false
            sending?.cancel()
            sending = nil
            for part in held?.parts ?? [] { context.fireChannelRead(wrapInboundOut(part)) }
            held = nil
            leave(context)
            context.fireChannelRead(data)
        }
    }

    /// At a stop, what is idle is closed. Whoever has just connected is about to ask.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent, !hasAsked else { return context.fireUserInboundEventTriggered(event) }
        leaving?.cancel()
        leaving = context.eventLoop.assumeIsolated().scheduleTask(in: Self.grace) {
            context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// It has asked: the connection ends with the answer.
    private func leave(_ context: ChannelHandlerContext) {
        guard let leaving else { return }
        leaving.cancel()
        self.leaving = nil
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, fault == nil, held != nil {
            return fail(context, HeldRequest.malformed)
        }
        context.fireErrorCaught(error)
    }

    /// Answered when it is its turn: nothing is read of what comes behind.
    private func fail(_ context: ChannelHandlerContext, _ error: APIError) {
        fault = error
        held = nil
        context.fireErrorCaught(HTTPParserError.unknown)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests arrive whole, and need no watching.
        if isReceiving, sending == nil { sending = cut(context, at: .now() + patience) }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where !head.headerFields.contains(Routes.versionHeader):
            refuse(context, promise)
        case .end:
            connections.note(context.channel, isIdle: true)
            let promise = promise ?? context.eventLoop.makePromise()
            taken = (promise.futureResult, .now() + patience)
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // The input is closed alone when the daemon has no more time to stop.
        guard mode != .input else { return context.close(promise: promise) }
        guard let taken else { return context.close(mode: mode, promise: promise) }
        let late = cut(context, at: taken.deadline)
        taken.future.assumeIsolated().whenComplete { _ in
            late.cancel()
            context.close(mode: mode, promise: promise)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Cut else { return context.triggerUserOutboundEvent(event, promise: promise) }
        context.close(promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        taking?.cancel()
        if !context.channel.isWritable { taking = cut(context, at: .now() + patience) }
        context.fireChannelWritabilityChanged()
    }

    private func cut(_ context: ChannelHandlerContext, at deadline: NIODeadline) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { context.close(promise: nil) }
    }

    /// The one answer that is not from our routes: the parser gave up, and says so without a body.
    private func refuse(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let tooLong = start?.refuse()
        let (head, body) = UnreadableRequest.answer(fault, tooLong: tooLong)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: promise)
    }
}
