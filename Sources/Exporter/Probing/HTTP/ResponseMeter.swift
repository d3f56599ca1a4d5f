import NIOCore

/// Sees a response's bytes before they are parsed: notices the first one and bounds the head.
///
/// The parser has bounds of its own, but on header fields only: a status line or a row of informational responses
/// that never ends would pass them.
final class ResponseMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let maximumHead: Int
    private let exchange: HTTP1Exchange
    private var bytes = 0

    init(maximumHead: Int, exchange: HTTP1Exchange) {
        self.maximumHead = maximumHead
        self.exchange = exchange
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !exchange.hasHead {
            if bytes == 0 { exchange.responseBegan() }
            bytes += unwrapInboundIn(data).readableBytes
        }
        context.fireChannelRead(data)
        if !exchange.hasHead, bytes > maximumHead {
            exchange.fail(.protocol, "the response's head is longer than \(maximumHead) bytes")
        }
    }
}
