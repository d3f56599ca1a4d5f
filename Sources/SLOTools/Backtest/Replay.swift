internal import NinesSLO

/// A history played to an engine: what would have been alerted, had the engine watched.
///
/// It is the engine that services run, with its recorder; only the instants come from the history.
struct Replay {
    /// By tier, in the policy's order; of each tier in order of time.
    private(set) var alerts: [[AlertInterval]]
    /// The SLO at the end of the history.
    private(set) var status: SLOStatus?
    private let definition: SLODefinition
    private let tierIndices: [BurnRateTier: Int]
    private var firing: [Timestamp?]

    /// - Parameter timeline: takes looks at the SLO while it goes; nil spares the cost of them.
    /// - Throws: ``SLOError`` as ``SLOEngine/add(_:)`` does.
    init(
        of definition: SLODefinition, over history: History, timeline: inout TimelineRecorder?
    ) throws(SLOError) {
        self.definition = definition
        let tiers = definition.alerting.tiers
        alerts = Array(repeating: [], count: tiers.count)
        firing = Array(repeating: nil, count: tiers.count)
        // Severity and long window are unique within a definition, so tiers are.
        tierIndices = Dictionary(zip(tiers, tiers.indices)) { first, _ in first }
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition)
        guard let start = history.start else { return }
        engine.advance(to: start)
        // The first edge after the epoch is as far from it as edges are from each other.
        let width = engine.nextEdge(after: Timestamp(nanosecondsSinceEpoch: 0)).floorSeconds
        var pending = EventCounts.zero
        for (index, slice) in history.slices.enumerated() {
            pending.add(slice.counts)
            // Slices narrower than the engine's are collected until one of its edges, or a gap.
            let (first, end) = (slice.start.floorSeconds, slice.end.floorSeconds)
            let isFollowed = index + 1 < history.slices.count && history.slices[index + 1].start == slice.end
            if isFollowed, first.dividedDown(by: width) == end.dividedDown(by: width) { continue }
            play(pending, of: slice, width: width, to: engine, recorder: recorder, timeline: &timeline)
            pending = .zero
        }
        for index in firing.indices { close(index, at: nil) }
        status = engine.statuses.first
    }

    /// Spreads a slice's events evenly over the engine's slices in it: when in a slice an event was, nobody wrote down.
    private mutating func play(
        _ counts: EventCounts, of slice: HistorySlice, width: Int64, to engine: SLOEngine, recorder: SLORecorder,
        timeline: inout TimelineRecorder?
    ) {
        let (start, end) = (slice.start.floorSeconds, slice.end.floorSeconds)
        let length = UInt64(max(end - start, 1))
        var played = EventCounts.zero
        var edge = (start.dividedDown(by: width) + 1) * width
        while true {
            let second = min(edge, end)
            let passed = UInt64(second - start)
            let due = EventCounts(
                good: counts.good.share(passed, of: length), bad: counts.bad.share(passed, of: length))
            var step = due
            step.subtract(played)
            played = due
            recorder.record(step)
            let instant = Timestamp(secondsSinceEpoch: Int(second))
            follow(engine.advance(to: instant))
            timeline?.look(at: engine, instant: instant)
            guard edge < end else { return }
            edge += width
        }
    }

    private mutating func follow(_ transitions: [AlertTransition]) {
        for transition in transitions {
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

extension UInt64 {
    /// `self x part / whole`, rounded down, without overflow.
    ///
    /// - Precondition: `part` is at most `whole`, and `whole` is above 0.
    fileprivate func share(_ part: UInt64, of whole: UInt64) -> UInt64 {
        // The quotient is at most `self`, so it fits.
        part == whole ? self : whole.dividingFullWidth(multipliedFullWidth(by: part)).quotient
    }
}
