extension Gauge {
    /// Makes the time of day the value, in seconds since 1970 (to the millisecond): when something last succeeded, or
    /// was last looked at. Reads the registry's clock, which costs some tens of nanoseconds.
    ///
    /// A dashboard then shows an age by `time() - last_success_timestamp_seconds`, which keeps growing when the process
    /// stops updating it; a gauge of the age itself would stand still.
    public func setToCurrentTime() { set(clock.now().seconds) }

    /// Makes `duration` the value, in seconds.
    @inlinable
    public func set(_ duration: Duration) { set(duration.inSeconds) }

    /// Runs `body` and makes its duration the value, in seconds, also when it throws: for things that run seldom, such
    /// as a backup. A histogram keeps more than the last one.
    @inlinable
    public func setToDuration<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), of body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try Timing.run(body, by: clock) { set($0) }
    }

    /// Runs `body` on the caller's actor and makes its duration the value, in seconds, also when it throws.
    @inlinable
    public func setToDuration<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), isolation: isolated (any Actor)? = #isolation,
        of body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await Timing.run(body, by: clock, isolation: isolation) { set($0) }
    }
}

extension Family where Child == Gauge {
    /// Makes the time of day the value of the child with these label values; see ``Gauge/setToCurrentTime()``.
    public func setToCurrentTime(_ values: repeat each Value) {
        // Not under a reader's mark: the clock may be anybody's code.
        labels(repeat each values).setToCurrentTime()
    }
}
