import Foundation
import Logging
import NIOCore
import NIOPosix
import NinesMetrics
import NinesSLO

/// The parts of `nines serve`, put together: probes on a schedule, their results and events published, a web server.
///
/// Data flows one way: the scheduler runs probes, their results go to the store, the instruments and the recorders of
/// SLOs, and a scrape collects from those.
struct Exporter: Sendable {
    let configuration: Configuration
    let registry: Registry
    let engine: SLOEngine
    let store: ProbeStore
    /// Nil when state is kept in memory.
    let state: StateStore?
    let startedAt: Date
    /// Opened once the web server listens: nothing is probed by an exporter that nobody can ask.
    let gate = Gate()

    /// The time that the engine follows.
    private let now: @Sendable () -> Timestamp
    private let instruments: ProbeInstruments
    private let events: ProbeEvents
    private let prober: HTTPProber
    private let logger: Logger

    /// Registers everything, starts nothing.
    ///
    /// - Parameters:
    ///   - registry: nobody else's but the state's.
    ///   - state: what the SLOs go on from, and where they are written.
    /// - Throws: `StateFileError` when the state cannot be read; `RegistrationError` or `SLOError` when names collide,
    ///   which a checked configuration rules out.
    init(
        _ configuration: Configuration, registry: Registry = .ofExporter(), state: StateStore? = nil,
        group: any EventLoopGroup, logger: Logger
    ) throws {
        self.configuration = configuration
        self.state = state
        self.logger = logger
        startedAt = Date()
        self.registry = registry
        store = ProbeStore(count: configuration.targets.count)
        let labels = TargetLabels(configuration.targets)
        instruments = try ProbeInstruments(targets: configuration.targets, labels: labels, registry: registry)
        now = { Timestamp.now() }
        engine = SLOEngine(
            instance: state?.instance, now: now, onTransition: { Self.log($0, to: logger) })
        events = try ProbeEvents(configuration.slos, targets: configuration.targets, engine: engine)
        for slo in configuration.composites { try engine.add(slo.definition, composedOf: slo.indicator) }
        prober = HTTPProber(group: group, resolver: SystemResolver(), userAgent: Version.userAgent)
        try registry.register(ProbeCollector(labels: labels, store: store))
        try registry.register(engine)
        try BuildMetrics.register(in: registry, loadedAt: startedAt.timeIntervalSince1970)
        #if os(Linux)
            try registry.register(ProcessCollector())
        #endif
        try state?.restore(into: engine, at: now())
        // The windows begin now, not with the first scrape.
        engine.advance(to: now())
    }

    /// The service that probes.
    var scheduler: ProbeScheduler {
        ProbeScheduler(
            targets: configuration.targets,
            probe: { [prober] target throws(CancellationError) in try await prober.probe(target) },
            publish: { publish($1, at: $0, delay: $2) },
            isReady: { [gate] in await gate.wait() })
    }

    /// The service that writes the state; nil when it is kept in memory.
    var stateKeeper: StateKeeper? {
        guard let state, let settings = configuration.state else { return nil }
        return StateKeeper(store: state, engine: engine, interval: settings.interval, now: now)
    }

    /// Writes the state for the last time. Blocks.
    func persistFinally() {
        guard let state else { return }
        engine.advance(to: now())
        state.persist(engine)
    }

    func publish(_ result: ProbeResult, at index: Int, delay: Duration) {
        instruments.record(result, at: index, delay: delay)
        events.record(result, at: index)
        store.record(result, at: index)
        let target = configuration.targets[index]
        if let failure = result.failure {
            logger.debug(
                "probe failed",
                metadata: [
                    "target": "\(target.name)", "reason": "\(failure.reason.rawValue)", "message": "\(failure.message)",
                ])
        }
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
        // The page and the metrics show the same instant.
        engine.advance(to: now())
        return OverviewModel(
            configuration: configuration, entries: store.all, statuses: engine.statuses,
            startedAt: Timestamp(secondsSinceEpoch: startedAt.timeIntervalSince1970),
            now: Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970), demo: demo)
    }

    /// Whether scrapes show the whole picture: every target has been probed, or has had its time to be, at most 10 s.
    func isReady(now: Date = Date()) -> Bool {
        let longest = configuration.targets.map(\.interval).max() ?? .zero
        return store.pending == 0 || now.timeIntervalSince(startedAt) >= min(longest.seconds, 10)
    }
}
