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
