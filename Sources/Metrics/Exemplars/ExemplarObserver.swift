/// An instrument whose observations can have exemplars: a histogram, a native histogram. Summaries have none, as no
/// format has a place for them.
public protocol ExemplarObserver: DurationObserver {
    /// Takes one observation, with the labels of an exemplar, which are evaluated only where one may be kept.
    func observe(_ value: Double, exemplar labels: @autoclosure () -> [Label])
}

extension Histogram: ExemplarObserver {}
extension NativeHistogram: ExemplarObserver {}

extension ExemplarObserver {
    /// Observes `duration` in seconds, with an exemplar; see ``Histogram/observe(_:exemplar:)``.
    @inlinable
    public func observe(_ duration: Duration, exemplar labels: @autoclosure () -> [Label]) {
        observe(duration.inSeconds, exemplar: labels())
    }

    /// Runs `body` and observes how long it took, also when it throws, with an exemplar:
    ///
    /// ```swift
    /// let page = try await durations.time(exemplar: [Label("trace_id", id)]) { try await render() }
    /// ```
    ///
    /// - Parameters:
    ///   - clock: Read before and after; the continuous clock also counts while the machine sleeps.
    ///   - labels: Evaluated after `body`, and only where an exemplar may be kept.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), exemplar labels: @autoclosure () -> [Label],
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try Timing.run(body, by: clock) { observe($0, exemplar: labels()) }
    }

    /// Runs `body` on the caller's actor and observes how long it took, waiting included, also when it throws or is
    /// cancelled, with an exemplar.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), exemplar labels: @autoclosure () -> [Label],
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await Timing.run(body, by: clock, isolation: isolation) { observe($0, exemplar: labels()) }
    }
}
