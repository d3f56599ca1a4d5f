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
