import NIOCore
import NinesSLO

/// Runs single probes: gives each its deadline and picks its prober. The switch in `finding` is the table of probers.
struct ProbeRunner: Sendable {
    private let http: HTTPProber
    private let contexts = TLSContexts()
    private let tokens: AccessTokens

    /// - Parameters:
    ///   - userAgent: such as `Nines/1.0.0`, sent unless a module has its own.
    ///   - tokens: where access tokens come from; their servers unless it is said.
    init(
        resolver: any HostResolver, userAgent: String, limits: ProbeLimits = ProbeLimits(), tokens: AccessTokens? = nil
    ) {
        let dialer = Dialer(resolver: resolver, contexts: contexts)
        let client = TokenClient(contexts: contexts, userAgent: userAgent)
        self.tokens =
            tokens ?? AccessTokens { settings throws(TokenFailure) in try await client.token(for: settings) }
        http = HTTPProber(dialer: dialer, userAgent: userAgent, limits: limits, tokens: self.tokens)
    }

    /// Reads the files that probes of these targets share, such as trusted roots, if they were not read or have
    /// changed, so that no probe waits for them, unless a redirect leads it there. What others needed is forgotten.
    ///
    /// - Returns: why files cannot be used, one sentence each. Where they could before, what they held then stays.
    func renew(for targets: [(address: TargetAddress, module: Module)]) async -> [String] {
        let encrypted = targets.filter { target in
            guard case .url(let url) = target.address else { return false }
            return url.scheme == .https
        }
        let issuers = Set(targets.compactMap(\.module.http.oauth2))
        tokens.keep(only: issuers)
        return await contexts.renew(
            encrypted.map(\.module.http.tls), clients: issuers.filter { $0.tokenURL.scheme == .https }.map(\.tls))
    }

    /// Probes `address` now. To be called on the deadline's loop. Whatever the target does, the report comes when the
    /// deadline ends, at the latest.
    nonisolated(nonsending) func probe(
        _ address: TargetAddress, with module: Module, until deadline: Deadline, trace: Trace = .off
    ) async -> ProbeReport {
        let start = NIODeadline.now()
        let startedAt = Double(Timestamp.now().nanosecondsSinceEpoch) / 1e9
        let finding = await finding(address, module, ProbeAttempt(deadline: deadline, trace: trace))
        deadline.end()
        var report = ProbeReport(
            startedAt: startedAt, duration: Duration(.now() - start), timeout: deadline.timeout,
            verdict: finding.verdict.printable, connection: finding.connection, observation: finding.observation)
        switch report.verdict {
        case .success: trace.conclude("succeeded in \(report.duration.rounded)")
        case .failure(let failure): trace.conclude("failed, \(failure)")
        case .none(let reason): trace.conclude("no verdict, \(reason)")
        }
        report.trace = trace.lines
        // A verdict that comes because nobody waits for it is none.
        if deadline.interruption == .cancellation {
            report.verdict = .none(NoVerdict(reason: .cancelled, message: "cancelled"))
        }
        return report
    }

    nonisolated(nonsending) private func finding(
        _ address: TargetAddress, _ module: Module, _ attempt: ProbeAttempt
    ) async -> Finding {
        switch module.settings {
        case .http(let settings): await http.probe(address, settings, attempt)
        }
    }
}

extension ProbeRunner {
    /// Probes `address` once, from anywhere, on a loop of `group`.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before the verdict.
    func probe(
        _ address: TargetAddress, with module: Module, timeout: Duration, on group: any EventLoopGroup,
        tracing: Bool = false
    ) async throws(CancellationError) -> ProbeReport {
        let single = SingleProbe(loop: group.next())
        let report = await withTaskCancellationHandler {
            await withTaskExecutorPreference(single.executor) {
                await single.run(address, module, timeout: timeout, by: self, tracing: tracing)
            }
        } onCancel: {
            Task { await single.cancel() }
        }
        if Task.isCancelled { throw CancellationError() }
        return report
    }
}

/// A probe that nobody repeats, isolated to its event loop.
private actor SingleProbe {
    nonisolated let executor: LoopExecutor
    private var deadline: Deadline?
    private var isCancelled = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(loop: any EventLoop) { executor = LoopExecutor(loop) }

    func run(
        _ address: TargetAddress, _ module: Module, timeout: Duration, by runner: ProbeRunner, tracing: Bool
    ) async -> ProbeReport {
        let deadline = Deadline(in: timeout, on: executor.loop)
        self.deadline = deadline
        if isCancelled || Task.isCancelled { deadline.interrupt(.cancellation) }
        return await runner.probe(address, with: module, until: deadline, trace: tracing ? .on() : .off)
    }

    func cancel() {
        isCancelled = true
        deadline?.interrupt(.cancellation)
    }
}

extension Verdict {
    /// With messages that may be shown: what targets send goes into them.
    fileprivate var printable: Verdict {
        switch self {
        case .success: self
        case .failure(let failure):
            .failure(ProbeFailure(reason: failure.reason, message: failure.message.printable))
        case .none(let reason): .none(NoVerdict(reason: reason.reason, message: reason.message.printable))
        }
    }
}
