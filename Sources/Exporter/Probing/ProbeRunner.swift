import NIOCore
import NinesSLO

/// Runs single probes: gives each its deadline and picks its prober. The switch in `finding` is the table of probers.
struct ProbeRunner: Sendable {
    private let http: HTTPProber

    /// - Parameter userAgent: such as `Nines/1.0.0`, sent unless a module has its own.
    init(resolver: any HostResolver, userAgent: String, limits: ProbeLimits = ProbeLimits()) {
        let dialer = Dialer(resolver: resolver, contexts: TLSContexts())
        http = HTTPProber(dialer: dialer, userAgent: userAgent, limits: limits)
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
