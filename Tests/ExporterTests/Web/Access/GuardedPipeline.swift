import NIOCore
import NIOEmbedded
import NIOHTTP1
import NinesMetrics

@testable import nines

/// A connection as `GuardedChannel` makes it, without a socket and with a clock that tests advance. Behind it there is
/// no server: tests write the answers.
struct GuardedPipeline {
    let channel = EmbeddedChannel()
    /// Between the connection and its client.
    let dam = Dam()
    let registry = Registry()

    init(_ limits: WebLimits = WebLimits()) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(dam)
        let watch = ConnectionWatch(limits, metrics: try WebMetrics(in: registry), at: channel.embeddedEventLoop.now)
        try pipeline.addHandler(watch)
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headBytes
        decoding.maxHeaderListSize = limits.headBytes
        decoding.maxHeaderFieldCount = limits.headerFields
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(RequestWatch(watch))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// What the client sends.
    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// What the server reads: each head as its method, each body as its length, and ends.
    func requests() throws -> [String] {
        var read: [String] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head): read.append(head.method.rawValue)
            case .body(let bytes): read.append("\(bytes.readableBytes)")
            case .end: read.append("end")
            }
        }
        return read
    }

    /// What the server writes, without waiting for it to be taken.
    func write(_ part: HTTPServerResponsePart) { channel.writeAndFlush(part, promise: nil) }

    func answer(_ body: String, headers: HTTPHeaders = [:]) {
        write(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)))
        write(.body(.byteBuffer(ByteBuffer(string: body))))
        write(.end(nil))
    }

    /// What the client has got since the last call.
    func received() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    func pass(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    /// By reason, those that there were.
    func refusals() -> [String: Double] {
        var counts: [String: Double] = [:]
        let snapshot = registry.collect()
        for reason in WebRefusal.allCases {
            let count = snapshot.value(of: "nines_web_refusals_total", labels: ["reason": reason.rawValue]) ?? 0
            if count > 0 { counts[reason.rawValue] = count }
        }
        return counts
    }
}

/// Lets bytes through to the client, or keeps them, as one does that takes none.
final class Dam: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    var isShut = false

    func flush(context: ChannelHandlerContext) {
        if !isShut { context.flush() }
    }
}
