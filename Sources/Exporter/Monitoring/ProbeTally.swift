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
    private(set) var secondsInAll = 0.0
    /// All lists, one after the other: a page of thousands of targets waits for memory, once for each array.
    private var counts = [UInt64](repeating: 0, count: Part.retries.upperBound)

    private enum Part {
        static let failures = 0..<FailureReason.allCases.count
        static let withoutVerdict = failures.upperBound..<failures.upperBound + NoVerdict.Reason.allCases.count
        static let durations = withoutVerdict.upperBound..<withoutVerdict.upperBound + durationBounds.count + 1
        static let retries = durations.upperBound..<durations.upperBound + RetryOutcome.allCases.count
    }

    init(created: UnixTime) { self.created = created }

    /// In the order of the reasons.
    var failuresByReason: ArraySlice<UInt64> { counts[Part.failures] }

    /// In the order of the reasons.
    var withoutVerdict: ArraySlice<UInt64> { counts[Part.withoutVerdict] }

    /// Of probes with a verdict: in each bucket, not cumulative, the last one without an upper bound.
    var durations: ArraySlice<UInt64> { counts[Part.durations] }

    /// In the order of the outcomes. Retries are nowhere else.
    var retries: ArraySlice<UInt64> { counts[Part.retries] }

    /// Of probes that came to no verdict for this reason.
    func count(of reason: NoVerdict.Reason) -> UInt64 { counts[Part.withoutVerdict.lowerBound + reason.place] }

    mutating func count(_ report: ProbeReport) {
        switch report.verdict {
        case .none(let reason):
            count(reason.reason)
            return
        case .success: successes += 1
        case .failure(let failure):
            failures += 1
            counts[Part.failures.lowerBound + failure.reason.place] += 1
        }
        let seconds = report.duration.seconds
        let bucket = Self.durationBounds.firstIndex { seconds <= $0 } ?? Self.durationBounds.count
        counts[Part.durations.lowerBound + bucket] += 1
        secondsInAll += seconds
    }

    mutating func count(retry report: ProbeReport) { count(retries: 1, RetryOutcome(report)) }

    mutating func count(retries count: Int, _ outcome: RetryOutcome) {
        counts[Part.retries.lowerBound + outcome.place] += UInt64(max(0, count))
    }

    mutating func count(_ reason: NoVerdict.Reason) { counts[Part.withoutVerdict.lowerBound + reason.place] += 1 }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// Among all cases.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
