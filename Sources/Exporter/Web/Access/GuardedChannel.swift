import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Connections of HTTP/1.1 whose clients are held to `WebLimits`.
struct GuardedChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let limits: WebLimits
    private let cap: ConnectionCap
    private let metrics: WebMetrics

    init(_ limits: WebLimits, metrics: WebMetrics, responder: @escaping HTTPChannelHandler.Responder) {
        http = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                idleTimeout: limits.idleTime,
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
                    maxHeaderFieldCount: limits.headerFields)))
        self.limits = limits
        self.metrics = metrics
        cap = ConnectionCap(limits.connections, metrics: metrics)
    }

    enum Connection: ServerChildChannelValue {
        case served(HTTP1Channel.Value)
        case refused(any Channel)

        var channel: any Channel {
            switch self {
            case .served(let value): value.channel
            case .refused(let channel): channel
            }
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        guard cap.admit() else {
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Doorkeeper())
                return .refused(channel)
            }
        }
        channel.closeFuture.whenComplete { [cap] _ in cap.leave() }
        forgetDeadPeers(channel)
        let watch = ConnectionWatch(limits, metrics: metrics, at: channel.eventLoop.now)
        do {
            // In front of all that the next line adds.
            try channel.pipeline.syncOperations.addHandler(watch)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http.setup(channel: channel, logger: logger).assumeIsolated().flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestWatch(watch), position: .after(decoder))
            return .served(value)
        }.nonisolated()
    }

    func handle(value: Connection, logger: Logger) async {
        switch value {
        case .served(let value): await http.handle(value: value, logger: logger)
        case .refused(let channel): try? await channel.closeFuture.get()
        }
    }

    /// An answer that fits into the system's buffers has been taken, as far as the server can see. If the client takes
    /// none of it, or is no more, it is the system that has to give up: not before the server itself does with longer
    /// answers, so that those are seen, counted and ended with a reset.
    private func forgetDeadPeers(_ channel: any Channel) {
        #if os(Linux)
            let milliseconds = Int(clamping: limits.answerTime.nanoseconds / 1_000_000)
            // tcp(7): TCP_USER_TIMEOUT, which counts a window that stays shut too. Without it there is only less order.
            try? channel.syncOptions?.setOption(.tcpOption(NIOBSDSocket.Option(rawValue: 18)), value: milliseconds)
        #endif
    }
}

/// Turns away clients that find all connections taken.
private final class Doorkeeper: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let answer = ByteBuffer(string: WebRefusal.connections.answer)
        context.writeAndFlush(wrapOutboundOut(answer)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
