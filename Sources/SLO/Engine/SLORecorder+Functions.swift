extension SLORecorder {
    /// Runs an asynchronous function on the caller's actor and records what became of it.
    ///
    /// ```swift
    /// let response = try await checkout.record(judging: EventRule { $0.status < 500 }) { try await next(request) }
    /// ```
    ///
    /// - Parameter clock: read before and after, if the rule has a time. `ContinuousClock` counts while the machine
    ///   sleeps.
    public func record<Response, Failure: Error, Stopwatch: Clock>(
        judging rule: EventRule<Response> = EventRule(), clock: Stopwatch = ContinuousClock(),
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Response
    ) async throws(Failure) -> Response where Stopwatch.Duration == Duration {
        let start = rule.fasterThan == nil ? nil : clock.now
        do throws(Failure) {
            let response = try await body()
            record(rule.verdict(of: response, within: start?.duration(to: clock.now)))
            return response
        } catch {
            record(
                rule.verdict(of: error, isCancelled: Task.isCancelled, within: start?.duration(to: clock.now)))
            throw error
        }
    }

    /// The same of a function that does not wait.
    public func record<Response, Failure: Error, Stopwatch: Clock>(
        judging rule: EventRule<Response> = EventRule(), clock: Stopwatch = ContinuousClock(),
        _ body: () throws(Failure) -> Response
    ) throws(Failure) -> Response where Stopwatch.Duration == Duration {
        let start = rule.fasterThan == nil ? nil : clock.now
        do throws(Failure) {
            let response = try body()
            record(rule.verdict(of: response, within: start?.duration(to: clock.now)))
            return response
        } catch {
            record(rule.verdict(of: error, isCancelled: false, within: start?.duration(to: clock.now)))
            throw error
        }
    }

    /// The handler with recording around it: for any server whose handlers take a request and return a response.
    ///
    /// ```swift
    /// let recorded = checkout.recording(judging: EventRule(fasterThan: .milliseconds(300)) { $0.status < 500 },
    /// handler)
    /// ```
    public func recording<Request, Response, Stopwatch: Clock>(
        judging rule: EventRule<Response> = EventRule(), clock: Stopwatch = ContinuousClock(),
        _ handler: @escaping @Sendable (Request) async throws -> Response
    ) -> @Sendable (Request) async throws -> Response where Stopwatch.Duration == Duration {
        { request in try await self.record(judging: rule, clock: clock) { try await handler(request) } }
    }

    /// An event that was judged elsewhere.
    public func record(_ verdict: EventVerdict) {
        switch verdict {
        case .good: recordGood()
        case .bad: recordBad()
        case .ignored: break
        }
    }
}
