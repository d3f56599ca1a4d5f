import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The outermost handler of a connection: sees its bytes, holds its client to the deadlines, and ends it.
///
/// `RequestWatch`, which sees what the bytes mean, tells it of requests and answers. One timer at most runs for a
/// connection, and only while something is due: a busy connection costs no timer per request.
final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    let limits: WebLimits
    private let metrics: WebMetrics
    private var deadlines: ConnectionDeadlines
    private var context: ChannelHandlerContext?
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?
    /// Since the last part of a request that these bytes made.
    private var unreadBytes = 0
    private var hasReceived = false
    /// Whether the client has been turned away. It is read no more, and the server's own words do not reach it.
    private(set) var hasRefused = false

    /// - Parameter now: when the connection was opened, by its event loop.
    init(_ limits: WebLimits, metrics: WebMetrics, at now: NIODeadline) {
        self.limits = limits
        self.metrics = metrics
        deadlines = ConnectionDeadlines(limits, at: now)
    }

    // MARK: What `RequestWatch` says

    func headEnded() { note { $0.headEnded(at: $1) } }

    /// A part of the request came: what the decoder keeps begins anew.
    func partCame() { unreadBytes = 0 }

    func requestEnded() { note { deadlines, _ in deadlines.requestEnded() } }

    func answerBegan() { note { $0.answerBegan(at: $1) } }

    /// The system has all of the oldest answer.
    func answerEnded() { note { $0.answerEnded(at: $1) } }

    /// Whether the client would take an answer for one to the request at hand: not in the middle of another, and not
    /// while an earlier request waits for its own.
    var canAnswer = true

    /// Turns the client away, in words where it can be answered.
    func refuse(_ reason: WebRefusal) {
        guard let context, !hasRefused else { return }
        hasRefused = true
        metrics.record(reason)
        stopTimer()
        guard canAnswer, !deadlines.isAnswering else { return cutOff(context) }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer(string: reason.answer))), promise: nil)
        context.close(mode: .output, promise: nil)
        start(in: limits.lingerTime, context) { watch, context in watch.cutOff(context) }
    }

    // MARK: Bytes

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        arm(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimer()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        hasReceived = true
        unreadBytes += unwrapInboundIn(data).readableBytes
        deadlines.received(at: context.eventLoop.now)
        arm(context)
        context.fireChannelRead(data)
        // The decoder limits fields, but keeps what follows an upgrade, which nobody offers here, and any length of
        // a chunk's extensions.
        if unreadBytes > limits.headBytes + limits.bodyBytes { refuse(.headTooLarge) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasRefused else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        deadlines.wrote(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if hasRefused, case .inputClosed? = event as? ChannelEvent { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Time

    private func note(_ change: (inout ConnectionDeadlines, NIODeadline) -> Void) {
        guard let context, !hasRefused else { return }
        unreadBytes = 0
        change(&deadlines, context.eventLoop.now)
        arm(context)
    }

    private func observe(_ context: ChannelHandlerContext) {
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        deadlines.observe(waiting: waiting + Self.unacknowledged(context), at: context.eventLoop.now)
    }

    /// Bytes that the system has from the server and the client's does not: megabytes, which a slow client takes for
    /// long before the system takes more. 0 where the system does not say.
    private static func unacknowledged(_ context: ChannelHandlerContext) -> Int {
        #if os(Linux)
            let count = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { socket in
                var count: CInt = 0
                // SIOCOUTQ of tcp(7), by its other name. The descriptor is the channel's, which is open here.
                return ioctl(socket, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
            }
            return count ?? 0
        #else
            return 0
        #endif
    }

    /// Has the timer run for what is due next. A timer for something earlier that is no longer due stays: cancelling
    /// costs more than being woken once in ten seconds.
    private func arm(_ context: ChannelHandlerContext) {
        guard !hasRefused, let next = deadlines.next(after: context.eventLoop.now) else { return }
        if let timer, timer.at <= next { return }
        start(in: next - context.eventLoop.now, context) { watch, context in watch.check(context) }
    }

    private func check(_ context: ChannelHandlerContext) {
        observe(context)
        switch deadlines.overdue(at: context.eventLoop.now) {
        case nil: arm(context)
        case .head where !hasReceived:
            // Browsers and proxies connect ahead of need; an answer to no question would confuse them.
            context.close(promise: nil)
        case .head: refuse(.slowHead)
        case .body: refuse(.slowBody)
        case .progress: refuse(.stalledReader)
        case .answer: refuse(.slowReader)
        }
    }

    private func start(
        in time: TimeAmount, _ context: ChannelHandlerContext,
        _ body: @escaping (ConnectionWatch, ChannelHandlerContext) -> Void
    ) {
        stopTimer()
        let task = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self, let context = self.context else { return }
            timer = nil
            body(self, context)
        }
        timer = (context.eventLoop.now + time, task)
    }

    private func stopTimer() {
        timer?.task.cancel()
        timer = nil
    }

    /// Closes with a reset: what the client never took is forgotten at once, by the system too, which would else keep
    /// it for as long as the client's end of the connection answers.
    private func cutOff(_ context: ChannelHandlerContext) {
        // Done by the time it returns, as this is the loop's own thread.
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(promise: nil)
    }
}
