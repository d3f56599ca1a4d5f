import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// One request and its response on a connection of a ``Dialer``'s.
///
/// Lives on one event loop and is its connection's last channel handler. It ends exactly once, whichever comes first:
/// a complete response, a failure, or the probe's deadline; the connection is closed then, whatever the target still
/// sends. Bytes are consumed as they arrive, so a fast target is slowed down by its own socket.
///
/// Who closes a connection first keeps its two ports taken for a minute (TIME_WAIT), and a machine has some 28,000 for
/// each target. So a target that has said it will close is given a moment to: nobody waits for it, and what it does
/// then is no part of the answer.
final class HTTP1Exchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// How the response is read.
    struct Reading: Sendable {
        var limits: ProbeLimits
        /// Whether the body is judged, and so kept.
        var keepsBody: Bool
        /// Whether the body of a redirect says nothing to anybody.
        var followsRedirects: Bool
    }

    private enum Stage { case connecting, awaiting, receiving, ended }

    private let reading: Reading
    private let deadline: Deadline
    private let trace: Trace
    private var stage = Stage.connecting
    private var since = NIODeadline.now()
    private var observer = 0
    private var channel: (any Channel)?
    private var done: ((ExchangeOutcome) -> Void)?
    private var outcome = ExchangeOutcome()
    /// Whether the target says that it closes the connection.
    private var closes = false
    /// Bytes that came after the end.
    private var rest = 0

    /// To be used on the deadline's loop alone.
    init(_ reading: Reading, until deadline: Deadline, trace: Trace) {
        self.reading = reading
        self.deadline = deadline
        self.trace = trace
    }

    /// Whether the response's head is complete.
    var hasHead: Bool { outcome.response != nil }

    /// Adds the codec and itself: what `Dialer` attaches.
    func attach(to channel: any Channel) throws {
        var parserLimits = NIOHTTPDecoderLimitConfiguration()
        parserLimits.maxHeaderFieldSize = reading.limits.head
        parserLimits.maxHeaderListSize = reading.limits.head
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try channel.pipeline.syncOperations.addHandlers(
            ResponseMeter(maximumHead: reading.limits.head, exchange: self),
            HTTPRequestEncoder(configuration: framing),
            ByteToMessageHandler(HTTPResponseDecoder(limitConfiguration: parserLimits)),
            NIOHTTPRequestHeadersValidator(),
            self)
    }

    /// Writes the request, and returns when the exchange has ended. To be called once.
    nonisolated(nonsending) func run(_ head: HTTPRequestHead, on channel: any Channel) async -> ExchangeOutcome {
        await withUnsafeContinuation { continuation in
            // Exactly once, as the type promises.
            start(head, on: channel) { continuation.resume(returning: $0) }
        }
    }

    private func start(_ head: HTTPRequestHead, on channel: any Channel, _ done: @escaping (ExchangeOutcome) -> Void) {
        self.done = done
        // A target that speaks or hangs up before it is asked has ended this already.
        guard stage != .ended else {
            channel.closeAtOnce()
            return tell()
        }
        self.channel = channel
        observer = deadline.observe { self.interrupt($0) }
        guard stage != .ended else { return }
        enter(.awaiting)
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenFailure { error in
            if error is HTTPParserError { self.fail(.protocol, "the request has a header that HTTP forbids") }
        }
        let pipeline = channel.pipeline.syncOperations
        pipeline.write(wrapOutboundOut(.head(head)), promise: written)
        pipeline.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    // MARK: Events of the connection

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard stage != .ended else { return drop(unwrapInboundIn(data), context.channel) }
        guard stage != .connecting else { return fail(.protocol, "the target spoke before it was asked") }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let response = ExchangeOutcome.Response(head)
            outcome.response = response
            closes = !head.isKeepAlive
            trace.add("\(head.version) \(head.status), \(head.headers.count) header fields")
            if reading.followsRedirects, response.location != nil { finish(politely: closes) }
        case .body(let bytes):
            receive(bytes)
        case .end:
            finish(politely: true)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if stage == .ended { context.channel.closeAtOnce() }
        fail(Self.failure(error, progress: outcome.progress))
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closed, "the target closed the connection \(outcome.progress)")
    }

    /// The first byte of the response came.
    func responseBegan() {
        guard stage == .awaiting else { return }
        let elapsed = enter(.receiving)
        trace.add("first byte after \(elapsed.rounded)")
    }

    private func receive(_ bytes: ByteBuffer) {
        // A body that is judged is judged whole: a pattern that must not match could be in the part left out.
        let limit = reading.keepsBody ? reading.limits.judgedBody : reading.limits.body
        let room = Int64(limit) - outcome.bodyLength
        let count = Int64(bytes.readableBytes)
        if reading.keepsBody, count <= room { outcome.body.writeImmutableBuffer(bytes) }
        outcome.bodyLength += min(count, room)
        if count > room { fail(.bodySize, "the body is longer than \(limit) bytes") }
    }

    /// What an error on an established connection means.
    private static func failure(_ error: any Error, progress: String) -> ProbeFailure {
        switch error {
        case NIOSSLError.uncleanShutdown:
            return ProbeFailure(
                reason: .closed, message: "the connection was closed without TLS' close_notify, \(progress)")
        case HTTPParserError.invalidEOFState:
            return ProbeFailure(reason: .closed, message: "the target closed the connection \(progress)")
        case HTTPParserError.headerOverflow:
            return ProbeFailure(reason: .protocol, message: "the response's header is longer than Nines reads")
        case is HTTPParserError, is NIOHTTPDecoderError:
            return ProbeFailure(reason: .protocol, message: "the answer is not HTTP/1.1: \(error)")
        case let error where TLSFailure.isOne(error):
            return ProbeFailure(reason: .tls, message: "TLS failed: \(TLSFailure.text(error))")
        case let error as IOError:
            let text = strerror(error.errnoCode).map { String(cString: $0) } ?? "error \(error.errnoCode)"
            return ProbeFailure(reason: .closed, message: "\(text), \(progress)")
        default:
            return ProbeFailure(reason: .protocol, message: "\(error)")
        }
    }

    // MARK: The end

    private func interrupt(_ interruption: Deadline.Interruption) {
        guard interruption == .deadline else { return fail(.timeout, "cancelled") }
        let limit = "within the timeout of \(deadline.timeout.rounded)"
        let isComing = stage == .receiving
        fail(.timeout, isComing ? "the answer was not complete \(limit): \(outcome.progress)" : "no answer \(limit)")
    }

    func fail(_ reason: FailureReason, _ message: String) {
        fail(ProbeFailure(reason: reason, message: message))
    }

    private func fail(_ failure: ProbeFailure) {
        guard stage != .ended else { return }
        outcome.failure = failure
        finish()
    }

    private func finish(politely: Bool = false) {
        guard stage != .ended else { return }
        enter(.ended)
        deadline.forget(observer)
        if let channel {
            if politely { leave(channel) } else { channel.closeAtOnce() }
        }
        channel = nil
        tell()
    }

    /// Lets the target close first, if it said that it would.
    private func leave(_ channel: any Channel) {
        let patience = min(reading.limits.goodbye, deadline.remaining)
        guard closes, patience > .zero else { return channel.close(promise: nil) }
        let loop = channel.eventLoop.assumeIsolated()
        let end = loop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) }
        channel.closeFuture.assumeIsolated().whenComplete { _ in end.cancel() }
    }

    /// What comes after the end: of a redirect the body, which says nothing; otherwise nothing that has a right to.
    private func drop(_ part: HTTPClientResponsePart, _ channel: any Channel) {
        switch part {
        case .head: channel.closeAtOnce()
        case .body(let bytes):
            rest += bytes.readableBytes
            if rest > reading.limits.rest { channel.closeAtOnce() }
        case .end: break
        }
    }

    /// Ends the current stage and begins `next`; returns how long the ended one took.
    @discardableResult
    private func enter(_ next: Stage) -> Duration {
        let now = NIODeadline.now()
        let elapsed = Duration(now - since)
        if stage == .awaiting { outcome.processing = elapsed }
        if stage == .receiving { outcome.transfer = elapsed }
        since = now
        stage = next
        return elapsed
    }

    private func tell() {
        let done = done
        self.done = nil
        done?(outcome)
    }
}
