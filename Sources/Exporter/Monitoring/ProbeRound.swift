import NIOCore

/// A scheduled probe with the retries that followed: pure.
struct ProbeRound: Sendable {
    /// What it says about the target, as of the last attempt that came to a verdict.
    private(set) var outcome: Outcome
    /// How many retries there were, whatever came of them.
    private(set) var retries = 0

    struct Outcome: Sendable, Equatable {
        /// Nil for a success.
        var failure: ProbeFailure?
        /// Of the attempt that decided.
        var startedAt: NIODeadline
        var endedAt: NIODeadline
        /// Attempts that failed or succeeded, at least one.
        var attempts = 1
        /// Of the first attempt if that succeeded: how long a retry takes says nothing about a probe's time.
        var duration: Duration?
        /// Until a certificate expires, from the attempt's start on; nil without one, and negative where it has.
        var certificateLeft: Duration?

        init(failure: ProbeFailure? = nil, startedAt: NIODeadline, endedAt: NIODeadline) {
            self.failure = failure
            self.startedAt = startedAt
            self.endedAt = endedAt
        }
    }

    /// Nil where the first attempt came to no verdict: it says nothing, and nothing is tried again.
    init?(_ report: ProbeReport, startedAt: NIODeadline, endedAt: NIODeadline) {
        guard report.hasVerdict else { return nil }
        outcome = Outcome(failure: report.failure, startedAt: startedAt, endedAt: endedAt)
        if report.succeeded { outcome.duration = report.duration }
        outcome.certificateLeft = report.certificateLeft
    }

    /// One without verdict changes nothing: the failure before it stands.
    mutating func add(_ report: ProbeReport, startedAt: NIODeadline, endedAt: NIODeadline) {
        retries += 1
        guard report.hasVerdict else { return }
        outcome.failure = report.failure
        outcome.startedAt = startedAt
        outcome.endedAt = endedAt
        outcome.attempts += 1
        outcome.certificateLeft = report.certificateLeft
    }

    /// Whether there is a reason for another.
    func wantsRetry(atMost limit: Int) -> Bool { outcome.failure != nil && retries < limit }

    /// Whether an attempt after a pause is over before the next scheduled one, however long it takes.
    static func fits(_ timeout: Duration, after pause: Duration, from now: NIODeadline, to next: NIODeadline) -> Bool {
        Duration(next - now) > pause + timeout
    }
}

extension ProbeReport {
    /// By the chain that verified: servers also send certificates that nobody needs. By all of them where none was
    /// verified.
    fileprivate var certificateLeft: Duration? {
        guard let tls = connection.tls else { return nil }
        let left = (tls.verifiedChainExpiry ?? tls.earliestExpiry) - startedAt
        // Certificates may name any year up to 9999.
        return left.isFinite ? .seconds(min(max(left, -1e12), 1e12)) : nil
    }
}

/// What became of retries that the rules allow.
enum RetryOutcome: String, Sendable, CaseIterable {
    case success, failure
    /// It said nothing about the target.
    case withoutVerdict = "without_verdict"
    /// It was not made: it might have run into the next scheduled probe.
    case leftOut = "left_out"

    init(_ report: ProbeReport) {
        self = report.succeeded ? .success : report.hasVerdict ? .failure : .withoutVerdict
    }
}
