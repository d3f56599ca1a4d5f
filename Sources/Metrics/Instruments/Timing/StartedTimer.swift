import Synchronization

/// A time that something takes, from `startTimer` until it is observed once: for work that no closure can hold, such as
/// a request that begins in one callback and ends in another.
///
/// ```swift
/// let timer = jobDurations.startTimer()
/// whenDone { timer.observe() }
/// ```
///
/// Any thread may end it. A timer that is dropped without an end observes nothing.
public final class StartedTimer<Observer: DurationObserver>: Sendable {
    private let observer: Observer
    private let stopwatch: Stopwatch

    init(_ observer: Observer, by clock: some Clock<Duration>) {
        self.observer = observer
        stopwatch = Stopwatch(clock)
    }

    /// Observes the time since the start, in seconds, and returns it; nil, and nothing is observed, when it ended
    /// before.
    @discardableResult
    public func observe() -> Duration? {
        guard let duration = stopwatch.stop() else { return nil }
        observer.observe(duration)
        return duration
    }
}

extension StartedTimer where Observer: ExemplarObserver {
    /// As ``observe()``, with an exemplar; see ``Histogram/observe(_:exemplar:)``.
    @discardableResult
    public func observe(exemplar labels: @autoclosure () -> [Label]) -> Duration? {
        guard let duration = stopwatch.stop() else { return nil }
        observer.observe(duration, exemplar: labels())
        return duration
    }
}

extension DurationObserver {
    /// Starts a timer that observes here when it ends; see ``StartedTimer``.
    ///
    /// - Parameter clock: Read now and at the end; the continuous clock also counts while the machine sleeps.
    public func startTimer(by clock: some Clock<Duration> = ContinuousClock()) -> StartedTimer<Self> {
        StartedTimer(self, by: clock)
    }
}

/// A time that something takes, and that is observed under label values known only at its end:
///
/// ```swift
/// let timer = requestDurations.startTimer()
/// let status = try await respond()
/// timer.observe("GET", status)
/// ```
///
/// Any thread may end it, once. A timer that is dropped without an end observes nothing.
public final class StartedFamilyTimer<Child: Instrument & DurationObserver, each Value: LabelValue>: Sendable {
    private let family: Family<Child, repeat each Value>
    private let stopwatch: Stopwatch

    init(_ family: Family<Child, repeat each Value>, by clock: some Clock<Duration>) {
        self.family = family
        stopwatch = Stopwatch(clock)
    }

    /// Observes the time since the start, in seconds, in the child with these label values, made if it does not exist,
    /// and returns it; nil, and nothing is observed, when it ended before.
    @discardableResult
    public func observe(_ values: repeat each Value) -> Duration? {
        guard let duration = stopwatch.stop() else { return nil }
        family.withChild(repeat each values) { $0.observe(duration) }
        return duration
    }
}

extension StartedFamilyTimer where Child: ExemplarObserver {
    /// As ``observe(_:)``, with an exemplar; see ``Histogram/observe(_:exemplar:)``.
    @discardableResult
    public func observe(_ values: repeat each Value, exemplar labels: @autoclosure () -> [Label]) -> Duration? {
        guard let duration = stopwatch.stop() else { return nil }
        family.observe(repeat each values, duration: duration, exemplar: labels())
        return duration
    }
}

extension Family where Child: DurationObserver {
    /// Starts a timer that is given its label values at the end; see ``StartedFamilyTimer``.
    ///
    /// - Parameter clock: Read now and at the end; the continuous clock also counts while the machine sleeps.
    public func startTimer(
        by clock: some Clock<Duration> = ContinuousClock()
    ) -> StartedFamilyTimer<Child, repeat each Value> {
        StartedFamilyTimer(self, by: clock)
    }
}

/// What stops once, whoever comes first.
private final class Stopwatch: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let isStopped = Atomic(false)

    init<Time: Clock>(_ clock: Time) where Time.Duration == Duration {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// The time since the start; nil when it was asked for before.
    func stop() -> Duration? {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return nil }
        return elapsed()
    }
}
