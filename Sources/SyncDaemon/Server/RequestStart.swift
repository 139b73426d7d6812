import Catalog
import ControlAPI
import NIOCore
import NIOHTTP1

/// First in each connection's pipeline: keeps the beginning of the request that is being read, to say what was too
/// long in it, and lets the peer take that answer while it is still sending.
final class RequestStart: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The longest target (path and query) that a request may have, in bytes.
    static let longestTarget = 16 << 10
    /// A peer that was refused may go on sending for so long.
    private static let patience = TimeAmount.seconds(2)

    /// More bytes than this, from which no part of a request comes, are not read: the parser has given up, or is kept
    /// busy with what is no part; nor after a refusal, from a peer that does not take it.
    private static let maximumUnparsed = 256 << 10

    private var bytes = ByteBuffer()
    private var unparsed = 0
    private var isRefused = false
    private var isStopped = false
    /// Whether the last answer was given.
    private var isDone = false
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let more = unwrapInboundIn(data)
        unparsed += more.readableBytes
        guard !isRefused else {
            if unparsed > Self.maximumUnparsed { cut(context) }
            return
        }
        guard unparsed <= Self.maximumUnparsed else {
            guard !isDone else { return cut(context) }
            if !isStopped { context.fireErrorCaught(HTTPParserError.unknown) }
            isStopped = true
            return
        }
        let missing = Self.longestTarget - bytes.readableBytes
        if bytes.readableBytes == 0 {
            bytes = more.getSlice(at: more.readerIndex, length: min(missing, more.readableBytes)) ?? ByteBuffer()
        } else if missing > 0 {
            bytes.writeBytes(more.readableBytesView.prefix(missing))
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if !isStopped || isRefused { context.read() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isRefused { context.read() }
        context.fireChannelReadComplete()
    }

    /// A part of the request was read; after its end, what comes is another.
    func parsed(toTheEnd isWhole: Bool) {
        unparsed = 0
        if isWhole { bytes = ByteBuffer() }
    }

    /// Nothing is read any more.
    ///
    /// - Returns: the request's path, and the parameter with which its target became too long; `nil` if it did not.
    func refuse() -> (path: String, parameter: String?)? {
        isRefused = true
        unparsed = 0
        context?.read()
        defer { bytes = ByteBuffer() }
        guard bytes.readableBytes == Self.longestTarget, !bytes.readableBytesView.contains(0x0A),
            let target = String(buffer: bytes).split(separator: " ").dropFirst().first
        else { return nil }
        let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let pair = sides.count > 1 ? sides[1].split(separator: "&", omittingEmptySubsequences: false).last : nil
        let name = pair?.prefix { $0 != "=" }
        return (String(sides[0]), name.map { PercentEncoding.decode($0) ?? String($0) })
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output {
            isDone = true
            // Nothing is read any more that could tell when the peer has gone.
            if isStopped { return context.close(mode: .all, promise: promise) }
        }
        guard isRefused, mode == .all else { return context.close(mode: mode, promise: promise) }
        // Closed at once, the peer would see its sending fail before it reads why.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [weak self] in
            self?.isRefused = false
            channel.close(mode: .all, promise: promise)
        }
    }

    /// Of a peer that goes on and on; it has the answer, or will not have it.
    private func cut(_ context: ChannelHandlerContext) {
        isRefused = false
        isStopped = true
        context.close(mode: .all, promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isRefused, let event = event as? ChannelEvent, event == .inputClosed {
            context.close(mode: .all, promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
