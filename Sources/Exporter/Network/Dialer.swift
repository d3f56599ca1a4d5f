import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Where a connection leads: a name or an address, and a port.
struct Endpoint: Sendable, Equatable {
    var host: String
    var port: Int
}

/// How a connection is made.
struct DialOptions: Sendable {
    /// Nil for a connection in the clear.
    var tls: TLSOptions?
    /// The name that is sent and verified where there is TLS.
    var verifiedName: String
    /// Which of a name's addresses are tried.
    var addresses = AddressPreference()
    /// The address itself, where the caller has looked the name up.
    var address: SocketAddress?
}

/// Makes the connections of probes: looks the name up, connects, shakes hands. Every prober connects by it alone, so
/// phases, addresses and failures mean the same in all of them.
///
/// An attempt tries the addresses in their order, and the next one only when this machine has no way to the one before:
/// what a target does is its answer.
struct Dialer: Sendable {
    let resolver: any HostResolver
    let contexts: TLSContexts

    /// The channel once it can be written to: connected and, where asked for, after the handshake. To be called on the
    /// deadline's loop; returns there, at the deadline's end at the latest.
    ///
    /// - Parameters:
    ///   - facts: what was learnt, also where it fails.
    ///   - attach: adds the handlers that read and write, behind those of the connection. A byte that comes before this
    ///     function has returned reaches them.
    nonisolated(nonsending) func dial(
        _ endpoint: Endpoint, _ options: DialOptions, until deadline: Deadline, trace: Trace,
        into facts: inout ConnectionFacts, attach: @escaping (any Channel) throws -> Void
    ) async throws(DialFailure) -> any Channel {
        let dialing = Dialing(
            endpoint, options, dialer: self, until: deadline, trace: trace, attach: attach)
        let result = await withUnsafeContinuation { continuation in
            // Exactly once, as `Dialing` promises.
            dialing.start { continuation.resume(returning: $0) }
        }
        facts.address = dialing.facts.address
        facts.tls = dialing.facts.tls
        facts.phases.resolve += dialing.facts.phases.resolve
        facts.phases.connect += dialing.facts.phases.connect
        facts.phases.tls += dialing.facts.phases.tls
        return try result.get()
    }

    /// The addresses that ``dial(_:_:until:trace:into:attach:)`` would choose from, without a connection to any: for
    /// who then dials each. Never empty. On the deadline's loop; returns there, at the deadline's end at the latest.
    nonisolated(nonsending) func addresses(
        of endpoint: Endpoint, _ preference: AddressPreference, until deadline: Deadline, trace: Trace,
        into facts: inout ConnectionFacts
    ) async throws(DialFailure) -> [SocketAddress] {
        let options = DialOptions(verifiedName: endpoint.host, addresses: preference)
        let dialing = Dialing(endpoint, options, dialer: self, until: deadline, trace: trace) { _ in }
        let result = await withUnsafeContinuation { continuation in
            dialing.lookUp { continuation.resume(returning: $0) }
        }
        facts.phases.resolve += dialing.facts.phases.resolve
        return try result.get()
    }
}

/// One attempt of a ``Dialer``, on one event loop. It ends exactly once: with a channel, a failure, or the deadline; a
/// channel that is no longer wanted is closed then.
private final class Dialing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Stage { case idle, resolving, connecting, handshaking, ended }

    private let endpoint: Endpoint
    private let options: DialOptions
    private let dialer: Dialer
    private let deadline: Deadline
    private let trace: Trace
    private let attach: (any Channel) throws -> Void
    private var loop: any EventLoop { deadline.loop }

    private var stage = Stage.idle
    private var since = NIODeadline.now()
    private var observer = 0
    private var addresses: ArraySlice<SocketAddress> = []
    private var channel: (any Channel)?
    private var certificateFailure: DialFailure?
    private var done: ((Result<any Channel, DialFailure>) -> Void)?
    /// Who wants to know the addresses and no connection.
    private var found: ((Result<[SocketAddress], DialFailure>) -> Void)?
    private(set) var facts = ConnectionFacts()

    init(
        _ endpoint: Endpoint, _ options: DialOptions, dialer: Dialer, until deadline: Deadline, trace: Trace,
        attach: @escaping (any Channel) throws -> Void
    ) {
        self.endpoint = endpoint
        self.options = options
        self.dialer = dialer
        self.deadline = deadline
        self.trace = trace
        self.attach = attach
    }

    func start(_ done: @escaping (Result<any Channel, DialFailure>) -> Void) {
        self.done = done
        begin()
    }

    func lookUp(_ found: @escaping (Result<[SocketAddress], DialFailure>) -> Void) {
        self.found = found
        begin()
    }

    private func begin() {
        observer = deadline.observe { self.interrupt($0) }
        guard stage != .ended else { return }
        let host = endpoint.host
        if let address = options.address { return connect(to: [address]) }
        switch HostForm(host) {
        case .literal(let address): choose(among: .success([address]))
        case .name: resolve()
        case .unknownZone(let zone):
            end(.failure(DialFailure(.resolution, "cannot resolve \(host): this machine has no interface \(zone)")))
        case let form:
            let problem = form.problem(with: host) ?? "not a host name"
            end(.failure(DialFailure(.resolution, "cannot resolve \(host): \(problem)")))
        }
    }

    /// How much earlier than the probe's deadline a look-up is over: it knows better than the deadline does why there
    /// is no address.
    private static let resolvingMargin = Duration.milliseconds(5)

    private func resolve() {
        enter(.resolving)
        let left = deadline.remaining - Self.resolvingMargin
        dialer.resolver.addresses(of: endpoint.host, within: left, on: loop).assumeIsolated().whenComplete {
            self.resolved($0)
        }
    }

    private func resolved(_ result: Result<[SocketAddress], any Error>) {
        guard stage == .resolving else { return }
        choose(among: result, after: enter(.idle))
    }

    /// - Parameter elapsed: nil where nobody had to be asked.
    private func choose(among result: Result<[SocketAddress], any Error>, after elapsed: Duration? = nil) {
        let host = endpoint.host
        do {
            let addresses = try AddressChoice.candidates(try result.get(), preference: options.addresses)
            if let elapsed {
                let plural = addresses.count == 1 ? "" : ", the first of \(addresses.count)"
                trace.add("resolved \(host) to \(addresses.first?.ipAddress ?? "?")\(plural) in \(elapsed.rounded)")
            }
            guard found == nil else { return end(looking: .success(addresses)) }
            connect(to: addresses[...])
        } catch ResolutionFailure.neverStarted(let reason) {
            end(.failure(DialFailure(.neverResolved, "cannot resolve \(host): \(reason)")))
        } catch {
            end(.failure(DialFailure(.resolution, "cannot resolve \(host): \(error)")))
        }
    }

    private func connect(to addresses: ArraySlice<SocketAddress>) {
        guard var address = addresses.first else {
            return end(
                .failure(DialFailure(.resolution, "cannot resolve \(endpoint.host): the name has no address")))
        }
        self.addresses = addresses.dropFirst()
        address.port = endpoint.port
        facts.address = ProbedAddress(address)
        enter(.connecting)
        let dialing = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            // The probe's deadline ends the attempt; the bootstrap's own timer must not come first.
            .connectTimeout(TimeAmount(min(deadline.timeout, Deadline.longest)) + .seconds(1))
            .channelInitializer { dialing.value.prepare($0) }
            .connect(to: address).assumeIsolated().whenFailure { self.connectFailed($0) }
    }

    private func prepare(_ channel: any Channel) -> EventLoopFuture<Void> {
        self.channel = channel
        guard let tls = options.tls else { return loop.makeCompletedFuture { try self.add(to: channel) } }
        return dialer.contexts.context(for: tls, on: loop).assumeIsolated()
            .flatMapThrowing { context in
                try channel.pipeline.syncOperations.addHandler(self.handler(context, tls))
                try self.add(to: channel)
            }.nonisolated()
    }

    private func add(to channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(self)
        try attach(channel)
    }

    private func handler(_ context: NIOSSLContext, _ tls: TLSOptions) throws -> NIOSSLClientHandler {
        let verifier = CertificateVerifier(contexts: dialer.contexts, options: tls, name: options.verifiedName)
        let dialing = NIOLoopBound(self, eventLoop: loop)
        return try dialer.contexts.handler(context, verifying: verifier, on: loop) { verdict in
            dialing.value.facts.tls = verdict.observation
            dialing.value.certificateFailure = verdict.failure
        }
    }

    private func connectFailed(_ error: any Error) {
        guard stage == .connecting || stage == .handshaking else { return }
        let failure = certificateFailure ?? .connecting(to: facts.address?.text ?? "", error)
        if stage == .connecting, let code = failure.code, AddressChoice.isOutOfReach(code), !addresses.isEmpty {
            enter(.idle)
            trace.add("\(failure.message); trying the next address")
            return connect(to: addresses)
        }
        end(.failure(failure))
    }

    // MARK: Events of the connection

    func channelActive(context: ChannelHandlerContext) {
        if stage == .connecting {
            let elapsed = enter(.idle)
            trace.add("connected to \(facts.address?.text ?? "") in \(elapsed.rounded)")
            if options.tls != nil { enter(.handshaking) } else { end(.success(context.channel)) }
        }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if stage == .handshaking, case .handshakeCompleted = event as? TLSUserEvent {
            let elapsed = enter(.idle)
            let version = (try? context.pipeline.syncOperations.nioSSL_tlsVersion())?.map(TLSContexts.text)
            facts.tls?.version = version
            trace.add("\(version ?? "TLS") handshake with \(options.verifiedName) in \(elapsed.rounded)")
            if let leaf = facts.tls?.leaf {
                trace.add("certificate of \(leaf.subject), issued by \(leaf.issuer)")
            }
            end(.success(context.channel))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard stage == .handshaking else { return context.fireErrorCaught(error) }
        end(.failure(certificateFailure ?? DialFailure(.tls, "TLS failed: \(TLSFailure.text(error))")))
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch stage {
        case .handshaking:
            end(
                .failure(
                    certificateFailure
                        ?? DialFailure(.tls, "the target closed the connection during the TLS handshake")))
        case .connecting, .idle:
            end(.failure(DialFailure(.unreachable, "\(facts.address?.text ?? "") closed the connection at once")))
        case .resolving, .ended: break
        }
        context.fireChannelInactive()
    }

    // MARK: The end

    private func interrupt(_ interruption: Deadline.Interruption) {
        guard interruption == .deadline else { return end(.failure(DialFailure(.cancelled, "cancelled"))) }
        let limit = "within the timeout of \(deadline.timeout.rounded)"
        let failure =
            switch stage {
            case .resolving: DialFailure(.resolution, "\(endpoint.host) was not resolved \(limit)")
            case .handshaking: DialFailure(.handshakeTimedOut, "the TLS handshake was not complete \(limit)")
            case .connecting, .idle, .ended:
                DialFailure(.timedOut, "\(facts.address?.text ?? endpoint.host) did not connect \(limit)")
            }
        end(.failure(failure))
    }

    /// Ends the current stage and begins `next`; returns how long the ended one took.
    @discardableResult
    private func enter(_ next: Stage) -> Duration {
        let now = NIODeadline.now()
        let elapsed = Duration(now - since)
        switch stage {
        case .idle, .ended: break
        case .resolving: facts.phases.resolve += elapsed
        case .connecting: facts.phases.connect += elapsed
        case .handshaking: facts.phases.tls += elapsed
        }
        since = now
        stage = next
        return elapsed
    }

    private func end(_ result: Result<any Channel, DialFailure>) {
        guard stage != .ended else { return }
        if found != nil, case .failure(let failure) = result { return end(looking: .failure(failure)) }
        enter(.ended)
        deadline.forget(observer)
        let done = done
        self.done = nil
        if case .failure = result { channel?.closeAtOnce() }
        channel = nil
        done?(result)
    }

    private func end(looking result: Result<[SocketAddress], DialFailure>) {
        guard stage != .ended else { return }
        enter(.ended)
        deadline.forget(observer)
        let found = found
        self.found = nil
        found?(result)
    }
}

extension Channel {
    /// Closes the socket without TLS' goodbye, which a target could delay or drown. On the channel's loop.
    func closeAtOnce() {
        if let tls = try? pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(promise: nil)
        } else {
            close(promise: nil)
        }
    }
}
