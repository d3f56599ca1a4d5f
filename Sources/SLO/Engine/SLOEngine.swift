internal import NinesMetrics
internal import Synchronization

/// Turns the events of SLOs into error budgets, burn rates and alerts.
///
/// ```swift
/// let engine = SLOEngine()
/// let checkout = try engine.add(
///     SLODefinition(
///         name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(30)))
/// checkout.record(good: response.status < 500)      // wherever the service answers
/// async let watching: Void = engine.run()           // samples at slice edges, until it is cancelled
/// ```
///
/// All decisions are made in ``advance(to:)`` from counts and the instant that is passed in, so a replay of the same
/// events and instants gives the same alerts. A replay takes an engine without a clock: `SLOEngine(now: nil)`.
public final class SLOEngine: Sendable {
    let state: Lock<State>
    /// What is judged by looking, see ``add(_:every:judging:)``.
    let samplers = Lock<[Sampler]>([])
    /// How many states were restored: each may have made an SLO with labels.
    let restores = Atomic<UInt64>(0)
    /// Nil for the engine of a replay.
    let now: (@Sendable () -> Timestamp)?
    let onTransition: (@Sendable (AlertTransition) -> Void)?

    struct State {
        /// What merged states tell this engine's counts apart by.
        var instance: String
        /// Whether nobody named the instance, and no state that was restored had a name for it.
        var isAnonymous: Bool
        var slos: [TrackedSLO] = []
        /// Made of `slos`.
        var composites: [TrackedComposite] = []
        /// The positions of the SLOs in `slos`.
        var names: [Name: Int] = [:]
        /// The positions of the composites in `composites`.
        var compositeNames: [Name: Int] = [:]
        /// Definitions of which there is an SLO for each value of labels.
        var families: [Name: Family] = [:]
        /// Whether no SLO, no composite and no family has the name, and no SLO of a family may get it.
        func isFree(_ name: Name) -> Bool {
            names[name] == nil && compositeNames[name] == nil && families[name] == nil
                && families.allSatisfy { name.labels(of: $0.key, named: $0.value.labels) == nil }
        }

        /// The latest instant that any call advanced to.
        var instant: Timestamp?
        /// Transitions for the observer and the streams, oldest first.
        var undelivered: [AlertTransition] = []
        /// Whoever reads ``SLOEngine/transitions``, by a number of their own.
        var listeners: [(number: Int, stream: AsyncStream<AlertTransition>.Continuation)] = []
        var nextListener = 0
        /// Whether a thread is calling the observer; it also delivers what others add meanwhile.
        var isDelivering = false
    }

    struct Name: Hashable {
        let service: String
        let slo: String

        init(_ definition: SLODefinition) { self.init(service: definition.service, slo: definition.name) }
        init(service: String, slo: String) {
            self.service = service
            self.slo = slo
        }
    }

    /// - Parameters:
    ///   - instance: the name under which ``SLOState`` has this engine's counts: one for each process of a service
    ///     whose states are merged. Nil takes the name from the first state that is restored, and until then one that
    ///     no other engine has: so a service that restores its own state goes on under its name, and two that nobody
    ///     named are never taken for one.
    ///   - now: the time that ``collect()`` and ``run(clock:)`` advance to: the system's by default, see
    ///     ``Timestamp/now()``. Nil for a replay, which advances the engine itself: a collection then shows the last
    ///     sample.
    ///   - onTransition: called for every change of an alert, in order and one at a time, on the thread that advanced
    ///     the engine or on another that advances it at the same time; no lock is held. Keep it short. ``transitions``
    ///     has the same as a stream.
    public init(
        instance: String? = nil, now: (@Sendable () -> Timestamp)? = { Timestamp.now() },
        onTransition: (@Sendable (AlertTransition) -> Void)? = nil
    ) {
        state = Lock(State(instance: instance ?? Self.uniqueName(), isAnonymous: instance == nil))
        self.now = now
        self.onTransition = onTransition
    }

    /// 128 random bits: two engines with the same name are not to be expected in the life of a fleet.
    private static func uniqueName() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in String(generator.next(), radix: 16) }.joined(separator: "-")
    }

    /// The name under which ``SLOState`` has this engine's counts.
    public var instance: String { state.withLock(\.instance) }

    /// Starts to track an SLO. Its time begins at the next ``advance(to:)``. Takes about 50 kB for a window of 30 days.
    ///
    /// - Throws: ``SLOError`` when the service has an SLO of that name already.
    public func add(_ definition: SLODefinition) throws(SLOError) -> SLORecorder {
        try add(definition, watching: [])
    }

    /// - Parameters:
    ///   - windows: lengths that a composite of it looks at, beside those of its own tiers. They do not change what its
    ///     budget counts.
    ///   - isBudgeted: whether what is recorded is what its budget counted already: timeslices as they were judged,
    ///     nothing of maintenance, and what silence weighs.
    package func add(
        _ definition: SLODefinition, watching windows: [Duration], isBudgeted: Bool = false
    ) throws(SLOError) -> SLORecorder {
        let recorder = try SLORecorder.made(for: definition)
        let slo = TrackedSLO(definition, recorder: recorder, watching: windows, isBudgeted: isBudgeted)
        let isNew = state.withLock { state in
            let name = Name(definition)
            guard state.isFree(name) else { return false }
            state.track(slo)
            return true
        }
        guard isNew else { throw Self.taken(definition) }
        return recorder
    }

    /// Tracks an SLO that is made of others, which the engine has already.
    ///
    /// ```swift
    /// let engine = SLOEngine()
    /// for name in ["cart", "payment"] {
    ///     _ = try engine.add(
    ///         SLODefinition(name: name, service: "shop", objective: Objective(ratio: 0.999), window: .days(30)))
    /// }
    /// try engine.add(
    ///     SLODefinition(name: "purchase", service: "shop", objective: Objective(ratio: 0.998), window: .days(30)),
    ///     composedOf: CompositeIndicator(
    ///         rule: .serial,
    ///         parts: ["cart", "payment"].map { CompositeIndicator.Part(service: "shop", slo: $0) }))
    /// ```
    ///
    /// It is evaluated at each ``advance(to:)`` after its parts, at the same instant, and comes after all others in
    /// ``statuses``. The parts say how events are budgeted, what silence means and when there is maintenance; the
    /// alerts' least events and failures are those of all parts together.
    ///
    /// - Throws: ``SLOError`` when there are fewer than two parts, one is unknown, is named twice or has another window
    ///   or other tier windows, a weight is not above 0, the definition says what is the parts' to say, or the service
    ///   has an SLO of that name already.
    public func add(_ definition: SLODefinition, composedOf indicator: CompositeIndicator) throws(SLOError) {
        try state.withLock { state throws(SLOError) in
            guard state.isFree(Name(definition)) else { throw Self.taken(definition) }
            let composite = try TrackedComposite(definition, of: indicator, in: state.slos, at: state.names)
            state.compositeNames[Name(definition)] = state.composites.count
            state.composites.append(composite)
        }
    }

    static func taken(_ definition: SLODefinition) -> SLOError {
        SLOError(
            key: "name",
            "SLO \"\(definition.name)\" of service \"\(definition.service)\": the service has an SLO of that name "
                + "already")
    }

    /// Samples every recorder once, closes slices and evaluates all alerts, at one instant.
    ///
    /// Call it at least once in each slice (a thirtieth of the shortest window, 1 s to 10 s), best at its edges: events
    /// since the last call belong to the slice that the call closes. Being later than a slice lowers the coverage of
    /// the windows. An instant before the last one counts as the last one: time never goes back.
    ///
    /// - Returns: what changed, in the order in which the SLOs were added and of their tiers.
    @discardableResult
    public func advance(to instant: Timestamp) -> [AlertTransition] {
        sample(at: instant)
        let transitions = state.withLock { state in
            let instant = max(instant, state.instant ?? instant)
            state.instant = instant
            var transitions: [AlertTransition] = []
            for index in state.slos.indices {
                state.slos[index].advance(to: instant, transitions: &transitions)
            }
            for index in state.composites.indices {
                state.composites[index].evaluate(state.slos, at: instant, transitions: &transitions)
            }
            tell(transitions, in: &state)
            return transitions
        }
        deliver()
        return transitions
    }

    deinit {
        let listeners = state.withLock(\.listeners)
        for listener in listeners { listener.stream.finish() }
    }

    /// Every SLO as of the last ``advance(to:)``, in the order in which they were added, and composites after them.
    public var statuses: [SLOStatus] { statuses(forecasting: false) }

    /// As ``statuses``, with forecasts of the budgets if asked for: up to 1,000 slices are looked at for each.
    public func statuses(forecasting: Bool) -> [SLOStatus] {
        state.withLock { state in
            state.slos.map { $0.status(forecasting: forecasting) } + state.composites.map { $0.status(state.slos) }
        }
    }

    /// One SLO as of the last ``advance(to:)``, by its name: costs the same however many there are. Answers
    /// ``SLOStatus/burnRate(over:)`` for any window. For gating a request, ``SLORecorder/budgetRemaining`` takes no
    /// lock.
    ///
    /// - Parameter labels: of one of several with labels, all of them.
    /// - Returns: nil when there is no such SLO.
    public func status(
        of slo: String, service: String, labels: [String: String] = [:], forecasting: Bool = false
    ) -> SLOStatus? {
        state.withLock { state in
            if let index = state.index(of: slo, service: service, labels: labels) {
                return state.slos[index].status(forecasting: forecasting, withPast: true)
            }
            guard labels.isEmpty else { return nil }
            return state.compositeNames[Name(service: service, slo: slo)].map {
                state.composites[$0].status(state.slos)
            }
        }
    }

    /// The instant that the engine was last advanced to.
    var instant: Timestamp? { state.withLock(\.instant) }

    /// The next edge of any SLO's slices after `instant`; a second later while there are no SLOs.
    package func nextEdge(after instant: Timestamp) -> Timestamp {
        let second = instant.floorSeconds
        // Sums stay below 2^34: a timestamp's seconds and a slice of at most 10 s.
        let edge = state.withLock { state in
            var edge: Int64?
            for slo in state.slos {
                let next = (second.dividedDown(by: slo.sliceWidth) + 1) * slo.sliceWidth
                edge = min(edge ?? next, next)
            }
            return edge ?? second + 1
        }
        return Timestamp(secondsSinceEpoch: Int(edge))
    }
}
