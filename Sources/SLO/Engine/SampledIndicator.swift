internal import NinesMetrics

/// What is judged by looking at it now and then, where nothing happens that could be counted: the depth of a queue, the
/// age of a backup, how much passed through. Each look is one event.
public struct SampledIndicator: Sendable {
    let judge: @Sendable (Timestamp) -> EventVerdict
    /// Makes the same with a memory of its own; nil for one that remembers nothing.
    private let remade: (@Sendable () -> SampledIndicator)?

    /// - Parameter judge: called on the thread that advances the engine, without its lock; must not block.
    public init(_ judge: @escaping @Sendable (Timestamp) -> EventVerdict) { self.init(judge: judge, remade: nil) }

    private init(
        judge: @escaping @Sendable (Timestamp) -> EventVerdict, remade: (@Sendable () -> SampledIndicator)?
    ) {
        self.judge = judge
        self.remade = remade
    }

    /// For one SLO: of two that share an indicator each compares its own looks.
    var ofItsOwn: SampledIndicator { remade?() ?? self }

    /// Good while the value is at most `limit`; nil and NaN are no event.
    public static func gauge(
        atMost limit: Double, _ read: @escaping @Sendable () -> Double?
    ) -> SampledIndicator {
        SampledIndicator { _ in verdict(read()) { $0 <= limit } }
    }

    /// Good while the value is at least `limit`; nil and NaN are no event.
    public static func gauge(
        atLeast limit: Double, _ read: @escaping @Sendable () -> Double?
    ) -> SampledIndicator {
        SampledIndicator { _ in verdict(read()) { $0 >= limit } }
    }

    /// Good when a counter grew by at least so much for each second since the look before. The first look has nothing
    /// to compare with, and is no event. A counter that fell began again at 0.
    ///
    /// - Parameter total: the counter's value; nil, NaN and infinity are no event.
    public static func throughput(
        atLeast perSecond: Double, total: @escaping @Sendable () -> Double?
    ) -> SampledIndicator {
        let last = Lock<(instant: Timestamp, total: Double)?>(nil)
        let judge: @Sendable (Timestamp) -> EventVerdict = { instant in
            guard let now = total(), now.isFinite else { return .ignored }
            let before = last.withLock { last in
                defer { last = (instant, now) }
                return last
            }
            guard let before, instant > before.instant else { return .ignored }
            let seconds = instant.duration(since: before.instant) / .seconds(1)
            return CounterGrowth.growth(from: before.total, to: now) >= perSecond * seconds ? .good : .bad
        }
        return SampledIndicator(judge: judge) { throughput(atLeast: perSecond, total: total) }
    }

    /// Good while the last success is at most so old; bad while there is none.
    public static func freshness(
        within age: Duration, lastSuccess: @escaping @Sendable () -> Timestamp?
    ) -> SampledIndicator {
        SampledIndicator { instant in
            lastSuccess().map { instant.duration(since: $0) <= age } ?? false ? .good : .bad
        }
    }

    private static func verdict(_ value: Double?, _ isGood: (Double) -> Bool) -> EventVerdict {
        guard let value, !value.isNaN else { return .ignored }
        return isGood(value) ? .good : .bad
    }
}

extension SLOEngine {
    /// An SLO whose events are looks at something, one in each period of time.
    struct Sampler {
        /// Seconds.
        let period: Int64
        let indicator: SampledIndicator
        let recorder: SLORecorder
        /// The period of the last look.
        var last: Int64?
        /// The last period whose event an earlier run counted.
        var counted: Int64?
    }

    /// Tracks an SLO that is judged by a look every so often.
    ///
    /// ```swift
    /// try engine.add(queueIsShort, every: .seconds(60)) { queue.depth < 100 ? .good : .bad }
    /// ```
    ///
    /// The looks are taken by ``advance(to:)``, and so by ``run(clock:)``: one at the first call in each period since
    /// the epoch. Periods in which nobody called have no event.
    ///
    /// - Parameter period: whole seconds, at least 1 s; shorter ones count as 1 s.
    /// - Throws: ``SLOError`` as ``add(_:)`` does.
    @discardableResult
    public func add(
        _ definition: SLODefinition, every period: Duration, judging indicator: SampledIndicator
    ) throws(SLOError) -> SLORecorder {
        let recorder = try add(definition)
        let seconds = min(max(period.components.seconds, 1), WindowRules.longest)
        samplers.withLock { $0.append(Sampler(period: seconds, indicator: indicator.ofItsOwn, recorder: recorder)) }
        return recorder
    }

    /// The same, with a function that looks.
    @discardableResult
    public func add(
        _ definition: SLODefinition, every period: Duration, _ look: @escaping @Sendable () -> EventVerdict
    ) throws(SLOError) -> SLORecorder {
        try add(definition, every: period, judging: SampledIndicator { _ in look() })
    }

    /// Takes the looks that are due.
    func sample(at instant: Timestamp) {
        let due = samplers.withLock { samplers in
            samplers.indices.filter { index in
                let current = instant.floorSeconds.dividedDown(by: samplers[index].period)
                if let last = samplers[index].last, current <= last { return false }
                samplers[index].last = current
                return true
            }.map { samplers[$0] }
        }
        for sampler in due {
            // Also when it does not count: the next look may compare itself with this one.
            let verdict = sampler.indicator.judge(instant)
            if let last = sampler.last, let counted = sampler.counted, last <= counted { continue }
            sampler.recorder.record(verdict)
        }
    }

    /// Counts no look in periods that an earlier run looked in: a service that starts over and over has one in each,
    /// too.
    func forgoLooks(of recorder: SLORecorder, until last: Timestamp) {
        samplers.withLock { samplers in
            for index in samplers.indices where samplers[index].recorder === recorder {
                samplers[index].counted = last.floorSeconds.dividedDown(by: samplers[index].period)
            }
        }
    }
}
