/// What an outcome is to an SLO.
public enum EventVerdict: Sendable, Hashable {
    case good
    case bad
    /// No event: as if it had never been asked for.
    case ignored
}

/// Which outcomes of a function keep an SLO's promise.
///
/// ```swift
/// let rule = EventRule<Response>(fasterThan: .milliseconds(300)) { $0.status.code < 500 }
/// ```
public struct EventRule<Response>: Sendable {
    /// Longer is bad, whatever the response; nil for any time. At most this long is good.
    public var fasterThan: Duration?
    /// Of what was returned. Some answers are no event of an SLO: a failure, where only successes have to be fast, or
    /// what a monitor asked for.
    public var response: @Sendable (Response) -> EventVerdict
    /// Of what was thrown, but for cancellation. Errors that are the caller's own, such as a page that is not there,
    /// may be good or ignored.
    public var error: @Sendable (any Error) -> EventVerdict
    /// Of a function that threw because its task was cancelled: nobody waited for the answer any more. A service whose
    /// users give up because it is slow counts them as bad.
    public var cancellation: EventVerdict

    /// Every response is an event: good or bad.
    public init(
        fasterThan: Duration? = nil, cancellation: EventVerdict = .ignored,
        isGood: @escaping @Sendable (Response) -> Bool = { _ in true },
        error: @escaping @Sendable (any Error) -> EventVerdict = { _ in .bad }
    ) {
        self.init(
            fasterThan: fasterThan, cancellation: cancellation, response: { isGood($0) ? .good : .bad }, error: error)
    }

    /// Responses may be no events.
    ///
    /// ```swift
    /// let rule = EventRule<Int>(
    ///     fasterThan: .milliseconds(300), response: { status in status < 400 ? .good : .ignored })
    /// ```
    public init(
        fasterThan: Duration? = nil, cancellation: EventVerdict = .ignored,
        response: @escaping @Sendable (Response) -> EventVerdict,
        error: @escaping @Sendable (any Error) -> EventVerdict = { _ in .bad }
    ) {
        self.fasterThan = fasterThan
        self.response = response
        self.error = error
        self.cancellation = cancellation
    }

    func verdict(of response: Response, within duration: Duration?) -> EventVerdict {
        timed(self.response(response), within: duration)
    }

    func verdict(of error: any Error, isCancelled: Bool, within duration: Duration?) -> EventVerdict {
        guard !isCancelled, !(error is CancellationError) else { return cancellation }
        return timed(self.error(error), within: duration)
    }

    /// What would be good is bad when it took too long.
    private func timed(_ verdict: EventVerdict, within duration: Duration?) -> EventVerdict {
        guard verdict == .good, let duration, let fasterThan else { return verdict }
        return duration <= fasterThan ? .good : .bad
    }
}
