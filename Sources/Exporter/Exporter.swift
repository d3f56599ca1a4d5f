import Foundation
import Logging
import NIOCore
import NIOPosix
import NinesMetrics
import NinesSLO

/// The parts of `nines serve`, put together: probes on a schedule, their results and events published, a web server.
///
/// Data flows one way: the fleet's monitors run probes, count their reports and tell the recorders of SLOs, and a
/// scrape collects from those.
struct Exporter: Reloadable {
    /// The one that runs.
    var configuration: Configuration { current.withLock { $0 } }
    private let current: Lock<Configuration>
    let registry: Registry
    let engine: SLOEngine
    let fleet: Fleet
    private let runner: ProbeRunner
    /// Nil when state is kept in memory.
    let state: Persistence?
    /// What is in its file.
    private let stored: [any StoredPart]
    /// In the engine's time.
    let startedAt: Timestamp
    /// The same moment on a clock that nobody sets.
    private let started: ContinuousClock.Instant
    /// Opened once the web server listens: nothing is probed by an exporter that nobody can ask.
    let gate = Gate()

    /// The time that the engine follows.
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    /// What is said about the reading of the configuration.
    private let loading: BuildMetrics
    private let news: DiscoveryNews

    /// Bounds how many probes run at once.
    private let probeGate: ProbeGate
    /// The most for which there are descriptors.
    private let affordableProbes: Int

    /// Registers everything, starts nothing.
    ///
    /// - Parameters:
    ///   - registry: nobody else's but the state's.
    ///   - state: what the SLOs go on from, and where they are written.
    ///   - affordableProbes: how many may run at once, whatever the configuration says; the others wait for their turn.
    ///   - now: the time that the engine follows.
    /// - Throws: `StateFileError` when the state cannot be read; `RegistrationError` or `SLOError` when names collide,
    ///   which a checked configuration rules out.
    init(
        _ configuration: Configuration, registry: Registry = .ofExporter(), state: Persistence? = nil,
        group: any EventLoopGroup, affordableProbes: Int = .max, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) throws {
        current = Lock(configuration)
        self.state = state
        self.logger = logger
        self.now = now
        self.affordableProbes = affordableProbes
        probeGate = ProbeGate(limit: configuration.probing.limit(affordable: affordableProbes, logger))
        startedAt = now()
        started = .now
        self.registry = registry
        engine = SLOEngine(
            instance: state?.instance, now: now, onTransition: { Self.log($0, to: logger) })
        let recorders = try engine.add(contentsOf: configuration.sloSet)
        let delays = try ProbeDelays.register(in: registry)
        let resolver = SystemResolver()
        try ResolverMetrics.register(resolver, in: registry)
        let runner = ProbeRunner(resolver: resolver, userAgent: Version.userAgent)
        self.runner = runner
        fleet = Fleet(
            group: group,
            surroundings: Monitor.Surroundings(
                probe: { await runner.probe($0.address, with: $0.module, until: $1) },
                gate: probeGate,
                startDelay: { delays.observe($0.seconds) },
                reported: { Self.log($1, of: $0, to: logger) },
                changed: { Self.log($0, to: logger) }, now: now))
        fleet.prepare(
            configuration.entries(recorders),
            created: UnixTime(startedAt))
        try registry.register(FleetCollector(fleet: fleet))
        try registry.register(engine)
        loading = try BuildMetrics(in: registry, loadedAt: startedAt)
        news = try DiscoveryNews(in: registry, logger: logger)
        news.tell(configuration.discovery)
        #if os(Linux)
            try registry.register(ProcessCollector())
        #endif
        stored = if let state { [StoredSLOs(engine, metrics: state.metrics)] } else { [] }
        try state?.restore(stored, at: now())
        // The windows begin now, not with the first scrape.
        engine.advance(to: now())
    }

    /// Makes another configuration the one that runs, whose `web` and `state` are the same: targets and SLOs that are
    /// in both go on, with their places in time, counters and budgets. One call at a time.
    ///
    /// - Throws: `SLOError` when SLOs cannot be told apart, which a checked configuration rules out. Nothing has
    ///   changed then.
    func apply(_ next: Configuration) async throws(SLOError) {
        // What can fail is first.
        let recorders = try engine.replace(contentsOf: next.sloSet)
        current.withLock { $0 = next }
        await renewFiles()
        probeGate.change(limit: next.probing.limit(affordable: affordableProbes, logger))
        await fleet.apply(next.entries(recorders), created: UnixTime(time))
        news.tell(next.discovery)
    }

    /// Has the runner read what probes of the current configuration share, such as trusted roots.
    private func renewFiles() async {
        for problem in await runner.renew(for: configuration.targets.map { ($0.address, $0.module) }) {
            logger.warning("a file of probes cannot be used", metadata: ["error": "\(problem)"])
        }
    }

    func recordReload(isSuccess: Bool) {
        if isSuccess { loading.recordSuccess(at: time) } else { loading.recordFailure() }
    }

    /// By the engine's clock.
    var time: Timestamp { now() }

    /// The service that probes.
    var scheduler: FleetService {
        FleetService(
            fleet: fleet,
            isReady: {
                await gate.wait()
                await renewFiles()
            })
    }

    /// The service that writes the state; nil when it is kept in memory.
    var stateKeeper: StateKeeper? {
        guard let state, let settings = configuration.state else { return nil }
        return StateKeeper(
            persistence: state, parts: stored, engine: engine, interval: settings.interval,
            checkInterval: settings.checkInterval, now: now)
    }

    /// Writes the state for the last time. Blocks.
    func persistFinally() {
        guard let state else { return }
        engine.advance(to: now())
        state.write(stored)
    }

    private static func log(_ report: ProbeReport, of target: Target, to logger: Logger) {
        switch report.verdict {
        case .success: break
        case .failure(let failure):
            logger.debug(
                "probe failed",
                metadata: [
                    "target": "\(target.name)", "reason": "\(failure.reason.rawValue)", "message": "\(failure.message)",
                ])
        case .none(let reason):
            logger.debug(
                "probe without verdict",
                metadata: [
                    "target": "\(target.name)", "reason": "\(reason.reason.rawValue)", "message": "\(reason.message)",
                ])
        }
    }

    private static func log(_ transition: MonitorTransition, to logger: Logger) {
        // Of each target at each start.
        let isFirst = transition.from == .unknown && transition.to == .up
        logger.log(
            level: isFirst ? .debug : .notice, "target \(transition.to.name.rawValue)",
            metadata: [
                "target": "\(transition.target)", "from": "\(transition.from.name.rawValue)",
                "why": "\(transition.why)",
            ])
    }

    private static func log(_ transition: AlertTransition, to logger: Logger) {
        let metadata: Logger.Metadata = [
            "service": "\(transition.service)", "slo": "\(transition.slo)",
            "severity": "\(transition.tier.severity.rawValue)", "factor": "\(transition.tier.factor)",
            "window": "\(DurationText.text(transition.tier.longWindow))",
        ]
        switch transition.to {
        case .firing: logger.notice("burn-rate alert firing", metadata: metadata)
        case .pending: logger.info("burn-rate alert pending", metadata: metadata)
        case .inactive: logger.notice("burn-rate alert resolved", metadata: metadata)
        }
    }
}

extension Registry {
    /// An empty one, for an exporter.
    static func ofExporter() -> Registry { Registry(exposesOwnMetrics: true) }
}

extension Exporter {
    /// What the overview page shows now.
    func overview(demo: OverviewModel.DemoNote? = nil) -> OverviewModel {
        // The page and the metrics show the same instant. It is the engine's: a wall clock that was set back would be
        // before alerts that fire and budgets that are shown.
        let now = now()
        engine.advance(to: now)
        return OverviewModel(
            configuration: configuration, monitors: fleet.monitors.map { $0.published.withLock { $0 } },
            statuses: engine.statuses, startedAt: startedAt, now: now, demo: demo)
    }

    /// Whether scrapes show the whole picture: every target has been probed, or has had its time to be, at most 10 s.
    var isReady: Bool { isReady(after: started.duration(to: .now)) }

    /// - Parameter elapsed: since the start, whatever happened to the wall clock.
    func isReady(after elapsed: Duration) -> Bool {
        let longest = configuration.targets.map(\.interval).max() ?? .zero
        return fleet.pending == 0 || elapsed >= min(longest, .seconds(10))
    }
}

extension Configuration {
    /// What the engine tracks.
    var sloSet: SLOSet {
        SLOSet(
            slos.map(\.definition),
            composites: composites.map { SLOSet.Composite($0.definition, of: $0.indicator) })
    }

    /// The targets with who listens to them.
    ///
    /// - Parameter recorders: of the SLOs, in their order.
    func entries(_ recorders: [SLORecorder]) -> [Fleet.Entry] {
        var listeners: [String: [ProbeListener]] = [:]
        for (slo, recorder) in zip(slos, recorders) {
            listeners[slo.target, default: []].append(
                ProbeListener(recorder: recorder, fasterThan: slo.fasterThan))
        }
        return targets.map { Fleet.Entry(target: $0, listeners: listeners[$0.name] ?? []) }
    }
}

extension Configuration.Probing {
    /// How many probes may run at once, with a warning where the file asks for more than there are descriptors for.
    fileprivate func limit(affordable: Int, _ logger: Logger) -> Int {
        if isWritten, concurrency > affordable {
            logger.warning(
                "probing.concurrency is more than there are descriptors for: raise the limit, LimitNOFILE= in a unit of systemd",
                metadata: ["concurrency": "\(concurrency)", "affordable": "\(affordable)"])
        }
        return min(concurrency, affordable)
    }
}

extension UnixTime {
    fileprivate init(_ instant: Timestamp) { self.init(milliseconds: instant.nanosecondsSinceEpoch / 1_000_000) }
}
