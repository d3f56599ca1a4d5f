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
    /// Of what was returned.
    public var isGood: @Sendable (Response) -> Bool
    /// Of what was thrown, but for cancellation. Errors that are the caller's own, such as a page that is not there, may
    /// be good or ignored.
    public var verdictOfError: @Sendable (any Error) -> Verdict
    /// Of a function that threw because its task was cancelled: nobody waited for the answer any more. A service whose
    /// users give up because it is slow counts them as bad.
    public var verdictOfCancellation: Verdict

    public init(
        fasterThan: Duration? = nil, cancellation: Verdict = .ignored,
        isGood: @escaping @Sendable (Response) -> Bool = { _ in true },
        error: @escaping @Sendable (any Error) -> Verdict = { _ in .bad }
    ) {
        self.fasterThan = fasterThan
        self.isGood = isGood
        verdictOfError = error
        verdictOfCancellation = cancellation
    }

    func verdict(of response: Response, within duration: Duration?) -> Verdict {
        isInTime(duration) && isGood(response) ? .good : .bad
    }

    func verdict(of error: any Error, isCancelled: Bool, within duration: Duration?) -> Verdict {
        guard !isCancelled, !(error is CancellationError) else { return verdictOfCancellation }
        let verdict = verdictOfError(error)
        return verdict == .good && !isInTime(duration) ? .bad : verdict
    }

    private func isInTime(_ duration: Duration?) -> Bool {
        guard let duration, let fasterThan else { return true }
        return duration <= fasterThan
    }
}
