import NIOCore
import NIOHTTP1

/// Behind the decoder of a connection: tells its `ConnectionWatch` of requests and answers, refuses what is too large
/// or no HTTP, and keeps the answers to HEAD free of bodies.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let watch: ConnectionWatch
    /// Whether each request that has no answer in full is a HEAD, in the order in which they came. Hummingbird reads a
    /// few requests ahead, no more.
    private var unanswered: [Bool] = [] { didSet { tellWhetherToAnswer() } }
    /// Whether the head of an answer has been written, and not its end.
    private var isAnswering = false { didSet { tellWhetherToAnswer() } }
    /// Whether a request is in the middle of being read.
    private var isReading = false { didSet { tellWhetherToAnswer() } }
    /// What its body may still have.
    private var room = 0

    init(_ watch: ConnectionWatch) {
        self.watch = watch
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !watch.hasRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            unanswered.append(head.method == .HEAD)
            isReading = true
            room = head.method.usesBody ? watch.limits.bodyBytes : watch.limits.meaninglessBodyBytes
            if let length = head.contentLength, length > room { return watch.refuse(.bodyTooLarge) }
            watch.headEnded()
        case .body(let bytes):
            room -= bytes.readableBytes
            if room < 0 { return watch.refuse(.bodyTooLarge) }
            watch.partCame()
        case .end:
            isReading = false
            watch.requestEnded()
        }
        context.fireChannelRead(data)
    }

    /// Mistakes in the bytes end here: the rest of the server would answer all of them alike.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: watch.refuse(.headTooLarge)
        case is HTTPParserError: watch.refuse(.malformed)
        case ByteToMessageDecoderError.dataReceivedInErrorState: break
        default: context.fireErrorCaught(error)
        }
    }

    private func tellWhetherToAnswer() {
        watch.canAnswer = !isAnswering && unanswered.count == (isReading ? 1 : 0)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isHead = unanswered.first ?? false
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // A 1xx is followed by the answer.
            if !isAnswering, head.status.code >= 200 {
                isAnswering = true
                watch.answerBegan()
            }
            context.write(data, promise: promise)
        case .body:
            guard !isHead else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            isAnswering = false
            let promise = promise ?? context.eventLoop.makePromise()
            promise.futureResult.assumeIsolated().whenSuccess { [watch] in watch.answerEnded() }
            // The encoder ends a body in chunks with a last one, also where there is no body.
            context.write(isHead ? wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))) : data, promise: promise)
        }
    }
}

extension HTTPMethod {
    /// Whether the body of a request with this method means something (RFC 9110, section 9.3).
    fileprivate var usesBody: Bool {
        switch self {
        case .GET, .HEAD, .DELETE, .OPTIONS, .TRACE, .CONNECT: false
        default: true
        }
    }
}

extension HTTPRequestHead {
    /// Nil without one that is a number.
    fileprivate var contentLength: Int? { headers.first(name: "content-length").flatMap { Int($0) } }
}
