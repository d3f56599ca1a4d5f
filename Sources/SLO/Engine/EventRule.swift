/// Which outcomes of a function keep an SLO's promise.
///
/// ```swift
/// let rule = EventRule<Response>(fasterThan: .milliseconds(300)) { $0.status.code < 500 }
/// ```
public struct EventRule<Response>: Sendable {
    /// What an outcome is.
    public enum Verdict: Sendable, Hashable {
        case good
        case bad
        /// No event: as if it had never been asked for.
        case ignored
    }

    /// Longer is bad, whatever the response; nil for any time. At most this long is good.
    public var fasterThan: Duration?
    /// Of what was returned. Some answers are no event of an SLO: a failure, where only successes have to be fast, or what
    /// a monitor asked for.
    public var verdictOfResponse: @Sendable (Response) -> Verdict
    /// Of what was thrown, but for cancellation. Errors that are the caller's own, such as a page that is not there, may
    /// be good or ignored.
    public var verdictOfError: @Sendable (any Error) -> Verdict
    /// Of a function that threw because its task was cancelled: nobody waited for the answer any more. A service whose
    /// users give up because it is slow counts them as bad.
    public var verdictOfCancellation: Verdict

    /// Every response is an event: good or bad.
    public init(
        fasterThan: Duration? = nil, cancellation: Verdict = .ignored,
        isGood: @escaping @Sendable (Response) -> Bool = { _ in true },
        error: @escaping @Sendable (any Error) -> Verdict = { _ in .bad }
    ) {
        self.init(
            fasterThan: fasterThan, cancellation: cancellation, response: { isGood($0) ? .good : .bad }, error: error)
    }

    /// Responses may be no events.
    ///
    /// ```swift
    /// let rule = EventRule<Int>(fasterThan: .milliseconds(300), response: { status in status < 400 ? .good : .ignored })
    /// ```
    public init(
        fasterThan: Duration? = nil, cancellation: Verdict = .ignored,
        response: @escaping @Sendable (Response) -> Verdict,
        error: @escaping @Sendable (any Error) -> Verdict = { _ in .bad }
    ) {
        self.fasterThan = fasterThan
        verdictOfResponse = response
        verdictOfError = error
        verdictOfCancellation = cancellation
    }

    func verdict(of response: Response, within duration: Duration?) -> Verdict {
        timed(verdictOfResponse(response), within: duration)
    }

    func verdict(of error: any Error, isCancelled: Bool, within duration: Duration?) -> Verdict {
        guard !isCancelled, !(error is CancellationError) else { return verdictOfCancellation }
        return timed(verdictOfError(error), within: duration)
    }

    /// What would be good is bad when it took too long.
    private func timed(_ verdict: Verdict, within duration: Duration?) -> Verdict {
        guard verdict == .good, let duration, let fasterThan else { return verdict }
        return duration <= fasterThan ? .good : .bad
    }
}
