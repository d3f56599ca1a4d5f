import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS

/// One request on one connection: resolves, connects, shakes hands, writes the request and reads the response.
///
/// Lives on one event loop and is its connection's last channel handler. It ends exactly once, whichever comes first:
/// a complete response, a failure, or the probe's `Interruption`; the connection is closed then, whatever the target
/// still sends. Bytes are consumed as they arrive, so a fast target is slowed down by its own socket.
final class HTTPExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// Ends a probe from outside.
    enum Interruption: Sendable {
        case deadline, cancellation
    }

    /// What a request needs beside itself; the same for all requests of a probe.
    struct Setting: Sendable {
        var resolver: any HostResolver
        var contexts: TLSContexts
        var tls: TLSOptions
        var userAgent: String
        var limits: ProbeLimits
        var timeout: Duration
        var keepsBody: Bool
        var followsRedirects: Bool
    }

    let request: ProbeRequest
    let setting: Setting
    private let loop: any EventLoop
    private let promise: EventLoopPromise<ExchangeOutcome>
    private var channel: (any Channel)?
    private var watch = PhaseWatch()
    private var isFinished = false
    private var certificateFailure: ProbeFailure?
    var outcome: ExchangeOutcome

    /// To be called on `loop`.
    init(_ request: ProbeRequest, setting: Setting, log: ProbeLog, on loop: any EventLoop) {
        self.request = request
        self.setting = setting
        self.loop = loop
        promise = loop.makePromise()
        outcome = ExchangeOutcome(log: log)
    }

    /// Whether the response's head is complete.
    var hasHead: Bool { outcome.response != nil }

    /// To be called once, on the loop. The future never fails.
    func start(until interruption: EventLoopFuture<Interruption>) -> EventLoopFuture<ExchangeOutcome> {
        interruption.assumeIsolated().whenSuccess { self.interrupt($0) }
        let host = request.url.host
        switch HostForm(host) {
        case .literal(let address): connect(to: address)
        case .name: if !isFinished { resolve() }
        case .unknownZone(let zone): fail(.dns, "cannot resolve \(host): this machine has no interface \(zone)")
        case let form: fail(.dns, "cannot resolve \(host): \(form.problem(with: host) ?? "not a host name")")
        }
        return promise.futureResult
    }

    /// How much earlier than the probe's deadline a look-up is over: it knows better than the deadline does why there
    /// is no address.
    private static let resolvingMargin = Duration.milliseconds(5)

    private func resolve() {
        let host = request.url.host
        watch.enter(.resolving)
        let left = setting.timeout - Duration(.now() - outcome.log.start) - Self.resolvingMargin
        setting.resolver.addresses(of: host, within: left, on: loop).assumeIsolated().whenComplete { result in
            guard !self.isFinished else { return }
            let elapsed = self.watch.enter(.idle)
            switch result {
            case .success(let addresses):
                guard let address = addresses.first else {
                    return self.fail(.dns, "cannot resolve \(host): the name has no address")
                }
                let plural = addresses.count == 1 ? "" : ", the first of \(addresses.count)"
                self.outcome.log.add("resolved \(host) to \(address.ipAddress ?? "?")\(plural) in \(elapsed.rounded)")
                self.connect(to: address)
            case .failure(let error):
                self.fail(.dns, "cannot resolve \(host): \(error)")
            }
        }
    }

    private func connect(to resolved: SocketAddress) {
        guard !isFinished else { return }
        var address = resolved
        address.port = request.url.port
        outcome.address = ProbedAddress(address)
        watch.enter(.connecting)
        let exchange = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            // The probe's deadline ends the attempt; the bootstrap's own timer must not come first.
            .connectTimeout(TimeAmount(min(setting.timeout, HTTPProber.longestTimeout)) + .seconds(1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try exchange.value.prepare(channel) }
            }
            .connect(to: address).assumeIsolated().whenFailure { error in
                self.fail(ExchangeFailure.connecting(to: self.outcome.address?.text ?? "", error))
            }
    }

    private func prepare(_ channel: any Channel) throws {
        self.channel = channel
        let pipeline = channel.pipeline.syncOperations
        if request.url.scheme == .https { try pipeline.addHandler(tlsHandler()) }
        var parserLimits = NIOHTTPDecoderLimitConfiguration()
        parserLimits.maxHeaderFieldSize = setting.limits.head
        parserLimits.maxHeaderListSize = setting.limits.head
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandlers(
            ResponseMeter(maximumHead: setting.limits.head, exchange: self),
            HTTPRequestEncoder(configuration: framing),
            ByteToMessageHandler(HTTPResponseDecoder(limitConfiguration: parserLimits)),
            NIOHTTPRequestHeadersValidator(),
            self)
    }

    private func tlsHandler() throws -> NIOSSLClientHandler {
        let verifier = CertificateVerifier(
            contexts: setting.contexts, options: setting.tls, name: request.verifiedName)
        let exchange = NIOLoopBound(self, eventLoop: loop)
        return try setting.contexts.handler(verifying: verifier, on: loop) { verdict in
            exchange.value.outcome.tls = verdict.observation
            exchange.value.certificateFailure = verdict.failure
        }
    }

    // MARK: Events of the connection

    func channelActive(context: ChannelHandlerContext) {
        guard !isFinished else { return }
        let elapsed = watch.enter(.idle)
        outcome.log.add("connected to \(outcome.address?.text ?? "") in \(elapsed.rounded)")
        if request.url.scheme == .https {
            watch.enter(.handshaking)
        } else {
            write(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent, !isFinished {
            let elapsed = watch.enter(.idle)
            let version = (try? context.pipeline.syncOperations.nioSSL_tlsVersion())?.map(TLSContexts.text)
            outcome.tls?.version = version
            outcome.log.add("\(version ?? "TLS") handshake with \(request.verifiedName) in \(elapsed.rounded)")
            if let leaf = outcome.tls?.leaf {
                outcome.log.add("certificate of \(leaf.subject), issued by \(leaf.issuer)")
            }
            write(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let response = ExchangeOutcome.Response(head)
            outcome.response = response
            outcome.log.add("\(head.version) \(head.status), \(head.headers.count) header fields")
            // The body of a redirect that is followed says nothing to anybody.
            if setting.followsRedirects, response.location != nil { finish() }
        case .body(let bytes):
            receive(bytes)
        case .end:
            finish(politely: true)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(certificateFailure ?? ExchangeFailure.reading(error, in: watch.stage, progress: progress))
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(certificateFailure ?? ExchangeFailure.closed(in: watch.stage, progress: progress))
    }

    /// The first byte of the response came.
    func responseBegan() {
        guard !isFinished, watch.stage == .awaiting else { return }
        let elapsed = watch.enter(.receiving)
        outcome.log.add("first byte after \(elapsed.rounded)")
    }

    private func write(_ context: ChannelHandlerContext) {
        let head = request.head(userAgent: setting.userAgent)
        // Names only: values may be secrets.
        outcome.log.add(
            "request \(head.method.rawValue) \(request.url) with \(head.headers.map(\.name).joined(separator: ", "))")
        watch.enter(.awaiting)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenFailure { error in
            if error is HTTPParserError { self.fail(.protocol, "the request has a header that HTTP forbids") }
        }
        context.write(wrapOutboundOut(.head(head)), promise: written)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func receive(_ bytes: ByteBuffer) {
        // A body that is judged is judged whole: a pattern that must not match could be in the part left out.
        let limit = setting.keepsBody ? setting.limits.judgedBody : setting.limits.body
        let room = Int64(limit) - outcome.bodyLength
        let count = Int64(bytes.readableBytes)
        if setting.keepsBody, count <= room { outcome.body.writeImmutableBuffer(bytes) }
        outcome.bodyLength += min(count, room)
        if count > room { fail(.bodySize, "the body is longer than \(limit) bytes") }
    }

    // MARK: The end

    private var progress: ExchangeFailure.Progress { outcome.progress(timeout: setting.timeout) }

    private func interrupt(_ interruption: Interruption) {
        switch interruption {
        case .cancellation: fail(.timeout, "cancelled")
        case .deadline:
            fail(ExchangeFailure.timedOut(in: watch.stage, request: request, progress: progress))
        }
    }

    func fail(_ reason: FailureReason, _ message: String) {
        fail(ProbeFailure(reason: reason, message: message))
    }

    private func fail(_ failure: ProbeFailure) {
        guard !isFinished else { return }
        outcome.failure = failure
        finish()
    }

    private func finish(politely: Bool = false) {
        guard !isFinished else { return }
        isFinished = true
        watch.enter(.idle)
        outcome.phases = watch.phases
        if politely { channel?.close(promise: nil) } else { closeAtOnce() }
        channel = nil
        promise.succeed(outcome)
    }

    /// Closes the socket without TLS' goodbye, which a target could delay or drown.
    private func closeAtOnce() {
        guard let channel else { return }
        if let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }
}
