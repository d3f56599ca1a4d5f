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

extension Family where Child: DurationObserver {
    /// Runs `body` and observes how long it took in the child with these label values, also when it throws. Where the
    /// values are known only afterwards, a status for example, use `observe(_:duration:)`.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ values: repeat each Value, by clock: Stopwatch = ContinuousClock(), body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try labels(repeat each values).time(by: clock, body)
    }

    /// Runs `body` on the caller's actor and observes how long it took in the child with these label values, also when
    /// it throws.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ values: repeat each Value, by clock: Stopwatch = ContinuousClock(),
        isolation: isolated (any Actor)? = #isolation, body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await labels(repeat each values).time(by: clock, isolation: isolation, body)
    }
}

/// Runs code between two readings of a clock: what every instrument that times something ends in.
@usableFromInline
enum Timing {
    /// Hands the duration to `report` also when `body` throws.
    @inlinable
    static func run<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ body: () throws(Failure) -> Result, by clock: Stopwatch, report: (Stopwatch.Duration) -> Void
    ) throws(Failure) -> Result {
        let start = clock.now
        defer { report(start.duration(to: clock.now)) }
        return try body()
    }

    @inlinable
    static func run<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ body: () async throws(Failure) -> Result, by clock: Stopwatch, isolation: isolated (any Actor)?,
        report: (Stopwatch.Duration) -> Void
    ) async throws(Failure) -> Result {
        let start = clock.now
        defer { report(start.duration(to: clock.now)) }
        return try await body()
    }
}
