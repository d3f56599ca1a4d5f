import NIOCore

/// `addresses: all`: each address of the host is probed, at the same time and until the same deadline, as if it were
/// the only one; redirects to the same host stay at its address. The target is well when each of them is.
extension HTTPProber {
    /// A name with more fails: a verdict on some of them would be none on all. An answer of DNS over UDP has room for
    /// about as many.
    static let mostAddresses = 32

    nonisolated(nonsending) func findingOfAllAddresses(
        of request: ProbeRequest, _ module: HTTPModule, _ attempt: ProbeAttempt
    ) async -> Finding {
        var facts = ConnectionFacts()
        let endpoint = Endpoint(host: request.url.host, port: request.url.port)
        let addresses: [SocketAddress]
        do throws(DialFailure) {
            addresses = try await dialer.addresses(
                of: endpoint, module.addresses, until: attempt.deadline, trace: attempt.trace, into: &facts)
        } catch {
            return Self.finding(Verdict(error), facts)
        }
        guard addresses.count <= Self.mostAddresses else {
            let message =
                "\(endpoint.host) has \(addresses.count) addresses, and at most \(Self.mostAddresses) are probed"
            return Self.finding(.failure(ProbeFailure(reason: .dns, message: message)), facts)
        }
        let loop = attempt.deadline.loop
        let single = AddressProbe(
            of: request, module, after: facts, until: NIOLoopBound(attempt.deadline, eventLoop: loop),
            isTraced: attempt.trace.isKept, on: loop, by: self)
        let findings = await withTaskGroup(of: (Int, AddressFinding).self) { group in
            for (index, address) in addresses.enumerated() {
                group.addTask(executorPreference: single.executor) { (index, await single.run(address)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        for finding in findings {
            for line in finding.trace { attempt.trace.add("\(finding.address): \(line.text)") }
        }
        return AddressFinding.combined(findings)
    }

    private static func finding(_ verdict: Verdict, _ facts: ConnectionFacts) -> Finding {
        var observation = HTTPObservation()
        observation.phases.resolve = facts.phases.resolve
        return Finding(verdict: verdict, connection: facts, observation: observation)
    }
}

/// What the probe of one address among several found.
struct AddressFinding: Sendable {
    /// Without a port.
    var address: String
    var finding: Finding
    var duration = Duration.zero
    var trace: [TraceLine] = []

    /// What the probes of all addresses say of the target. Everything but the verdict is of one of them, the worst: the
    /// first that failed, else the first without a verdict, else the slowest.
    ///
    /// A failure has the reason of the first that failed, and names all that did.
    static func combined(_ findings: [AddressFinding]) -> Finding {
        let failures = findings.compactMap { one in one.finding.verdict.failure.map { (one, $0) } }
        if let (worst, first) = failures.first {
            let which = "\(failures.count) of \(findings.count) addresses \(failures.count == 1 ? "fails" : "fail")"
            let each = failures.map { "\($0.0.address): \($0.1)" }.joined(separator: "; ")
            var finding = worst.finding
            finding.verdict = .failure(ProbeFailure(reason: first.reason, message: "\(which): \(each)"))
            return finding
        }
        for one in findings {
            guard case .none(let reason) = one.finding.verdict else { continue }
            var finding = one.finding
            finding.verdict = .none(NoVerdict(reason: reason.reason, message: "\(one.address): \(reason.message)"))
            return finding
        }
        let slowest = findings.max { $0.duration < $1.duration }
        // There is no name without an address.
        return slowest?.finding ?? Finding(verdict: .success)
    }
}

/// Probes single addresses, isolated to the event loop of the probe that they are parts of.
private actor AddressProbe {
    private let prober: HTTPProber
    private let request: ProbeRequest
    private let module: HTTPModule
    /// Of the look-up, which all have in common.
    private let facts: ConnectionFacts
    private let isTraced: Bool
    private let deadline: NIOLoopBound<Deadline>
    nonisolated let executor: LoopExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        of request: ProbeRequest, _ module: HTTPModule, after facts: ConnectionFacts,
        until deadline: NIOLoopBound<Deadline>, isTraced: Bool, on loop: any EventLoop, by prober: HTTPProber
    ) {
        self.prober = prober
        self.request = request
        self.module = module
        self.facts = facts
        self.deadline = deadline
        self.isTraced = isTraced
        executor = LoopExecutor(loop)
    }

    func run(_ address: SocketAddress) async -> AddressFinding {
        let start = NIODeadline.now()
        let trace = isTraced ? Trace.on() : .off
        var request = request
        request.address = address
        let attempt = ProbeAttempt(deadline: deadline.value, trace: trace)
        let finding = await prober.finding(of: request, module, attempt, after: facts)
        return AddressFinding(
            address: address.ipAddress ?? "?", finding: finding, duration: Duration(.now() - start), trace: trace.lines)
    }
}
