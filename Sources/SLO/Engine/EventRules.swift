/// Several SLOs that judge the same function, such as its availability and its 95th and 99th percentile: called once,
/// timed once, and recorded for each.
///
/// ```swift
/// let rules = EventRules<(status: Int, body: String)>(
///     (availability, EventRule { $0.status < 500 }), (fast, EventRule(fasterThan: .milliseconds(300))))
/// let response = try await rules.record { try await handle(request) }
/// ```
///
/// Make it once and hold it: recording then allocates nothing.
public struct EventRules<Response>: Sendable {
    private let rules: [(recorder: SLORecorder, rule: EventRule<Response>)]
    private let isTimed: Bool

    /// Judges each response by all of the rules, each for its recorder.
    public init(_ rules: (SLORecorder, EventRule<Response>)...) {
        self.rules = rules.map { ($0.0, $0.1) }
        isTimed = rules.contains { $0.1.fasterThan != nil }
    }

    /// Runs an asynchronous function on the caller's actor and records what became of it.
    ///
    /// - Parameter clock: read before and after, if any rule has a time.
    public func record<Failure: Error, Stopwatch: Clock>(
        clock: Stopwatch = ContinuousClock(), isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws(Failure) -> Response
    ) async throws(Failure) -> Response where Stopwatch.Duration == Duration {
        let start = isTimed ? clock.now : nil
        do throws(Failure) {
            let response = try await body()
            judge(response, within: start?.duration(to: clock.now))
            return response
        } catch {
            judge(error, isCancelled: Task.isCancelled, within: start?.duration(to: clock.now))
            throw error
        }
    }

    /// The same of a function that does not wait.
    public func record<Failure: Error, Stopwatch: Clock>(
        clock: Stopwatch = ContinuousClock(), _ body: () throws(Failure) -> Response
    ) throws(Failure) -> Response where Stopwatch.Duration == Duration {
        let start = isTimed ? clock.now : nil
        do throws(Failure) {
            let response = try body()
            judge(response, within: start?.duration(to: clock.now))
            return response
        } catch {
            judge(error, isCancelled: false, within: start?.duration(to: clock.now))
            throw error
        }
    }

    private func judge(_ response: Response, within duration: Duration?) {
        for (recorder, rule) in rules { recorder.record(rule.verdict(of: response, within: duration)) }
    }

    private func judge(_ error: any Error, isCancelled: Bool, within duration: Duration?) {
        for (recorder, rule) in rules {
            recorder.record(rule.verdict(of: error, isCancelled: isCancelled, within: duration))
        }
    }
}
