import NinesMetrics

/// What is exposed of the targets' tallies.
struct CountSamples {
    private static let probes = try? FamilyDescriptor(
        "nines_probes_total", type: .counter, help: "Probes that came to a verdict, by outcome.")
    private static let failures = try? FamilyDescriptor(
        "nines_probe_failures_total", type: .counter, help: "Failed probes, by reason.")
    private static let withoutVerdict = try? FamilyDescriptor(
        "nines_probes_without_verdict_total", type: .counter,
        help: "Probes that say nothing about their target, by what kept them from it.")
    private static let durations = try? FamilyDescriptor(
        "nines_probe_duration_seconds", type: .histogram,
        help: "Time from the start of a probe to its verdict.", unit: "seconds")

    static var families: [FamilyDescriptor] { [probes, failures, withoutVerdict, durations].compactMap { $0 } }

    private static let failure = ExtraLabels(("outcome", "failure"))
    private static let success = ExtraLabels(("outcome", "success"))
    /// In the order of the cases, each with its labels: a look-up for each sample would show.
    private static let reasons = FailureReason.allCases.map { (itself: FailureReasons([$0]), labels: $0.labels) }
    /// Likewise. The counters of some begin at 0 whatever the target.
    private static let reasonsWithoutVerdict = NoVerdict.Reason.allCases.map {
        (isAlwaysPossible: [.skipped, .overrun, .localResources].contains($0), labels: $0.labels)
    }

    private var probes = SampleColumn()
    private var failures = SampleColumn()
    private var withoutVerdict = SampleColumn()
    private var durations: [UInt64] = []
    private var secondsInAll: [Double] = []
    /// Where each target's counters began.
    private(set) var created: [UnixTime] = []

    init(expecting count: Int) {
        durations.reserveCapacity(count * (ProbeTally.durationBounds.count + 1))
        secondsInAll.reserveCapacity(count)
        created.reserveCapacity(count)
    }

    /// - Parameter published: is only read. By reference, as a copy costs more than what is read of it.
    mutating func add(_ published: inout Monitor.Published, _ row: TargetRow) {
        created.append(published.tally.created)
        probes.add(Double(published.tally.failures), row, Self.failure)
        probes.add(Double(published.tally.successes), row, Self.success)
        let possible = published.possibleFailures
        for (reason, count) in zip(Self.reasons, published.tally.failuresByReason)
        where count > 0 || !possible.isDisjoint(with: reason.itself) {
            failures.add(Double(count), row, reason.labels)
        }
        for (reason, count) in zip(Self.reasonsWithoutVerdict, published.tally.withoutVerdict)
        where count > 0 || reason.isAlwaysPossible {
            withoutVerdict.add(Double(count), row, reason.labels)
        }
        durations += published.tally.durations
        secondsInAll.append(published.tally.secondsInAll)
    }

    func snapshots(of targets: PageTargets) -> [FamilySnapshot] {
        [
            probes.counters(Self.probes, of: targets), failures.counters(Self.failures, of: targets),
            withoutVerdict.counters(Self.withoutVerdict, of: targets), histograms(of: targets),
        ].compactMap { $0 }
    }

    private func histograms(of targets: PageTargets) -> FamilySnapshot? {
        guard let descriptor = Self.durations, !created.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: targets.labels,
            values: .histograms(
                HistogramColumn(
                    upperBounds: ProbeTally.durationBounds, bucketCounts: durations, sums: secondsInAll)),
            created: created)
    }
}
