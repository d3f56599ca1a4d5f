extension Gauge {
    /// Adds 1 while `body` runs: the gauge says how many are in progress. Subtracts it also when `body` throws.
    @inlinable
    public func trackInProgress<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        increment()
        defer { decrement() }
        return try body()
    }

    /// Adds 1 while `body` runs on the caller's actor, suspensions included. Subtracts it also when `body` throws or is
    /// cancelled.
    @inlinable
    public func trackInProgress<Result: ~Copyable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        increment()
        defer { decrement() }
        return try await body()
    }
}

extension Family where Child == Gauge {
    /// Adds 1 to the child with these label values while `body` runs. Subtracts it from the same child, even if that
    /// was removed from the family meanwhile.
    @inlinable
    public func trackInProgress<Result: ~Copyable, Failure: Error>(
        _ values: repeat each Value, body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try labels(repeat each values).trackInProgress(body)
    }

    /// Adds 1 to the child with these label values while `body` runs on the caller's actor. Subtracts it from the same
    /// child, even if that was removed from the family meanwhile.
    @inlinable
    public func trackInProgress<Result: ~Copyable, Failure: Error>(
        _ values: repeat each Value, isolation: isolated (any Actor)? = #isolation,
        body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await labels(repeat each values).trackInProgress(isolation: isolation, body)
    }
}
