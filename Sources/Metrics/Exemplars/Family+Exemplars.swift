// Look-ups with an exemplar. Through a handle, and not under a reader's mark: the labels may be anybody's code.

extension Family where Child == Counter {
    /// Adds `amount` to the child with these label values, made if it does not exist, with an exemplar:
    ///
    /// ```swift
    /// requests.increment("GET", 200, exemplar: [Label("trace_id", id)])
    /// ```
    ///
    /// See ``Counter/increment(by:exemplar:)-(Int,_)`` for which exemplars are kept.
    public func increment(_ values: repeat each Value, by amount: Int = 1, exemplar labels: @autoclosure () -> [Label])
    {
        self.labels(repeat each values).increment(by: amount, exemplar: labels())
    }

    /// Adds `amount` to the child with these label values, made if it does not exist, with an exemplar.
    public func increment(_ values: repeat each Value, by amount: Double, exemplar labels: @autoclosure () -> [Label]) {
        self.labels(repeat each values).increment(by: amount, exemplar: labels())
    }
}

extension Family where Child: ExemplarObserver {
    /// Counts `value` in the child with these label values, made if it does not exist, with an exemplar; see
    /// ``Histogram/observe(_:exemplar:)`` for which are kept.
    public func observe(_ values: repeat each Value, value: Double, exemplar labels: @autoclosure () -> [Label]) {
        self.labels(repeat each values).observe(value, exemplar: labels())
    }

    /// Observes `duration`, in seconds, in the child with these label values, made if it does not exist, with an
    /// exemplar.
    public func observe(_ values: repeat each Value, duration: Duration, exemplar labels: @autoclosure () -> [Label]) {
        self.labels(repeat each values).observe(duration, exemplar: labels())
    }

    /// Runs `body` and observes how long it took in the child with these label values, also when it throws, with an
    /// exemplar, whose labels are evaluated after `body`.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ values: repeat each Value, by clock: Stopwatch = ContinuousClock(),
        exemplar labels: @autoclosure () -> [Label], body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try self.labels(repeat each values).time(by: clock, exemplar: labels(), body)
    }

    /// Runs `body` on the caller's actor and observes how long it took in the child with these label values, also when
    /// it throws, with an exemplar, whose labels are evaluated after `body`.
    @inlinable
    public func time<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        _ values: repeat each Value, by clock: Stopwatch = ContinuousClock(),
        exemplar labels: @autoclosure () -> [Label], isolation: isolated (any Actor)? = #isolation,
        body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await self.labels(repeat each values).time(
            by: clock, exemplar: labels(), isolation: isolation, body)
    }
}
