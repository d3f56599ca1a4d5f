extension Counter {
    /// Runs `body`, and adds 1 when it throws an error of that type:
    ///
    /// ```swift
    /// struct TimeoutError: Error {}
    ///
    /// let answer = try await timeouts.countErrors(ofType: TimeoutError.self) { try await call() }
    /// ```
    @inlinable
    public func countErrors<Counted: Error, Result: ~Copyable, Failure: Error>(
        ofType: Counted.Type, of body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try countErrors(where: { $0 is Counted }, of: body)
    }

    /// Runs `body` on the caller's actor, and adds 1 when it throws an error of that type.
    @inlinable
    public func countErrors<Counted: Error, Result: ~Copyable, Failure: Error>(
        ofType: Counted.Type, isolation: isolated (any Actor)? = #isolation,
        of body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await countErrors(isolation: isolation, where: { $0 is Counted }, of: body)
    }

    /// Runs `body`, and adds 1 when it throws: failures of calls to another service.
    ///
    /// - Parameter isCounted: Which errors count; not cancellations, for example. All by default.
    @inlinable
    public func countErrors<Result: ~Copyable, Failure: Error>(
        where isCounted: (Failure) -> Bool = { _ in true }, of body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            if isCounted(error) { increment() }
            throw error
        }
    }

    /// Runs `body` on the caller's actor, and adds 1 when it throws an error that counts; by default all do,
    /// cancellations too.
    @inlinable
    public func countErrors<Result: ~Copyable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, where isCounted: (Failure) -> Bool = { _ in true },
        of body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        do {
            return try await body()
        } catch {
            if isCounted(error) { increment() }
            throw error
        }
    }
}
