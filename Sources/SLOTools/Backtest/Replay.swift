internal import NinesSLO

/// A history played to an engine: what would have been alerted, had the engine watched.
///
/// It is the engine that services run, with its recorder; only the instants come from the history.
struct Replay {
    /// By tier, in the policy's order; of each tier in order of time.
    private(set) var alerts: [[AlertInterval]]
    /// The SLO at the end of the history.
    private(set) var status: SLOStatus?
    /// See ``SLODefinition/remainingOfWholeWindow(in:)``; at the end of the history.
    private(set) var remaining: Double?
    /// What it has counted by then.
    private(set) var state: SLOState?
    private let definition: SLODefinition
    private let tierIndices: [BurnRateTier: Int]
    private var firing: [Timestamp?]

    /// - Parameter timeline: samples the SLO during the replay; nil skips sampling.
    /// - Throws: ``SLOError`` as ``SLOEngine/add(_:)`` does.
    init(
        of definition: SLODefinition, over history: History, timeline: inout TimelineRecorder?
    ) throws(SLOError) {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition, watching: [], isBudgeted: history.isBudgeted)
        self.init(definition)
        play([history], to: engine, [recorder], timeline: &timeline)
    }

    /// An SLO that is made of others.
    ///
    /// - Parameter parts: in the indicator's order, with the tiers of their own, which say what silence weighs.
    /// - Throws: ``SLOError`` as ``SLOEngine/add(_:composedOf:)`` does.
    init(
        of definition: SLODefinition, composedOf indicator: CompositeIndicator,
        parts: [(definition: SLODefinition, history: History)], timeline: inout TimelineRecorder?
    ) throws(SLOError) {
        let engine = SLOEngine(now: nil)
        var recorders: [SLORecorder] = []
        let windows = definition.alerting.tiers.flatMap { [$0.longWindow, $0.shortWindow] }
        for part in parts {
            recorders.append(
                try engine.add(part.definition, watching: windows, isBudgeted: part.history.isBudgeted))
        }
        try engine.add(definition, composedOf: indicator)
        self.init(definition)
        play(parts.map(\.history), to: engine, recorders, timeline: &timeline)
    }

    private init(_ definition: SLODefinition) {
        self.definition = definition
        let tiers = definition.alerting.tiers
        alerts = Array(repeating: [], count: tiers.count)
        firing = Array(repeating: nil, count: tiers.count)
        // Severity and long window are unique within a definition, so tiers are.
        tierIndices = Dictionary(zip(tiers, tiers.indices)) { first, _ in first }
    }

    /// Moves the engine from edge to edge of its slices wherever one of the histories knows something.
    private mutating func play(
        _ histories: [History], to engine: SLOEngine, _ recorders: [SLORecorder], timeline: inout TimelineRecorder?
    ) {
        guard let start = histories.compactMap(\.start).min() else { return }
        engine.advance(to: start)
        var feeds = histories.map(HistoryFeed.init)
        var second = start.floorSeconds
        while let next = feeds.compactMap({ $0.firstWatched(from: second) }).min() {
            let edge = engine.nextEdge(after: Timestamp(secondsSinceEpoch: Int(next))).floorSeconds
            // Not further than it was watched: behind it the engine shall find a gap.
            second = feeds.map { $0.watchedEnd(from: next, upTo: edge) }.max() ?? edge
            for index in feeds.indices {
                // Of a part that nobody watched here, this is a gap and no silence.
                recorders[index].isReporting = feeds[index].watchedEnd(from: next, upTo: second) == second
                recorders[index].record(feeds[index].events(until: second))
            }
            let instant = Timestamp(secondsSinceEpoch: Int(second))
            follow(engine.advance(to: instant))
            timeline?.look(at: engine, instant: instant)
        }
        for index in firing.indices { close(index, at: nil) }
        status = definition.status(in: engine)
        remaining = definition.remainingOfWholeWindow(in: engine)
        state = engine.state(of: definition.name, service: definition.service)
    }

    private mutating func follow(_ transitions: [AlertTransition]) {
        // A composite's parts have alerts of their own in the engine, which are not looked at.
        for transition in transitions
        where transition.slo == definition.name && transition.service == definition.service {
            guard let index = tierIndices[transition.tier] else { continue }
            if case .firing = transition.to {
                firing[index] = transition.at
            } else if case .firing = transition.from {
                close(index, at: transition.at)
            }
        }
    }

    private mutating func close(_ index: Int, at end: Timestamp?) {
        guard let start = firing[index] else { return }
        alerts[index].append(AlertInterval(firedAt: start, resetAt: end))
        firing[index] = nil
    }
}
