import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Last in each connection's pipeline: a request whose answer is at hand is answered on the spot, and never reaches the
/// connection's task.
final class AnswersAtHand: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let cache: AnswerCache
    /// For the request that is being received.
    private var answer: Answer?
    /// Requests that the task has not answered yet: what comes after them waits for its turn.
    private var open = 0

    init(_ cache: AnswerCache) {
        self.cache = cache
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .head(let head) = part {
            // A client that takes its answers slowly is waited for in the task.
            let isTurn = open == 0 && context.channel.isWritable && head.isWholeAndNotLast
            answer = isTurn ? cache.atHand(for: head) : nil
            if answer == nil { open += 1 }
        }
        guard let answer else { return context.fireChannelRead(data) }
        guard case .end = part else { return }
        self.answer = nil
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        if answer.body.readableBytes > 0 { context.write(wrapOutboundOut(.body(answer.body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { open -= 1 }
        context.write(data, promise: promise)
    }
}

extension HTTPRequest {
    /// Whether it has no body that may be long in coming, and others may follow.
    fileprivate var isWholeAndNotLast: Bool {
        !headerFields.contains(.contentLength) && !headerFields.contains(.transferEncoding)
            && !headerFields.contains(.expect) && headerFields[.connection] != "close"
    }
}
