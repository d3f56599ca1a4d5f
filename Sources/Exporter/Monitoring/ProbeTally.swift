import NinesMetrics

/// What is counted over all probes of one target.
///
/// Plain numbers, since one thread at a time counts: they belong to the target's ``Monitor`` and not to a registry, so
/// that a target's labels can change without another's counters, or its own, beginning anew.
struct ProbeTally: Sendable, Equatable {
    /// For durations of probes: fine below 100 ms, where most answers are, up to the longest sensible timeout.
    static let durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    /// When it began at 0.
    let created: UnixTime
    private(set) var successes: UInt64 = 0
    private(set) var failures: UInt64 = 0
    /// In the order of the reasons.
    private(set) var failuresByReason = [UInt64](repeating: 0, count: FailureReason.allCases.count)
    /// Likewise.
    private(set) var withoutVerdict = [UInt64](repeating: 0, count: NoVerdict.Reason.allCases.count)
    /// Of probes with a verdict: in each bucket, not cumulative, the last one without an upper bound.
    private(set) var durations = [UInt64](repeating: 0, count: ProbeTally.durationBounds.count + 1)
    private(set) var secondsInAll = 0.0
    /// In the order of the outcomes. Retries are nowhere else.
    private(set) var retries = [UInt64](repeating: 0, count: RetryOutcome.allCases.count)

    init(created: UnixTime) { self.created = created }

    mutating func count(_ report: ProbeReport) {
        switch report.verdict {
        case .none(let reason):
            count(reason.reason)
            return
        case .success: successes += 1
        case .failure(let failure):
            failures += 1
            failuresByReason[failure.reason.place] += 1
        }
        let seconds = report.duration.seconds
        durations[Self.durationBounds.firstIndex { seconds <= $0 } ?? Self.durationBounds.count] += 1
        secondsInAll += seconds
    }

    mutating func count(retry report: ProbeReport) { count(retries: 1, RetryOutcome(report)) }

    mutating func count(retries count: Int, _ outcome: RetryOutcome) { retries[outcome.place] += UInt64(max(0, count)) }

    mutating func count(_ reason: NoVerdict.Reason) { withoutVerdict[reason.place] += 1 }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// Among all cases.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
