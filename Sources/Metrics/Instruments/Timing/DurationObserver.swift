/// An instrument that takes observations, and so can time things: a histogram, a summary.
///
/// ```swift
/// let page = try await durations.time { try await render() }
/// durations.observe(.milliseconds(42))
/// ```
///
/// Durations are observed in seconds: give such an instrument the unit `seconds`.
public protocol DurationObserver: Sendable {
    /// Takes one observation. Called on hot paths: it must not block.
    func observe(_ value: Double)
}

extension DurationObserver {
    /// Observes `duration` in seconds, rounded to the nearest double.
    @inlinable
    public func observe(_ duration: Duration) { observe(duration.inSeconds) }

    /// Runs `body` and observes how long it took, also when it throws.
    ///
    /// - Parameter clock: Read before and after; the continuous clock also counts while the machine sleeps.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try Timing.run(body, by: clock) { observe($0) }
    }

    /// Runs `body` on the caller's actor and observes how long it took, waiting included, also when it throws or is
    /// cancelled.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await Timing.run(body, by: clock, isolation: isolation) { observe($0) }
    }
}

extension Histogram: DurationObserver {}
