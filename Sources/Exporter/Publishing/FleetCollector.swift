import NIOCore
import NinesMetrics

/// Exposes what the monitors of a fleet publish: the last report of each target as `probe_*`, and what was counted over
/// all of its probes. Each target's samples come from one instant.
///
/// A report stays for two intervals. A target without a newer one is left out of `probe_*` then: an old success would
/// pass for a present one.
struct FleetCollector: Collector {
    let fleet: Fleet
    /// The clock of the fleet's loops.
    var now: @Sendable () -> NIODeadline = { .now() }

    private enum Counts {
        static let probes = try? FamilyDescriptor(
            "nines_probes_total", type: .counter, help: "Probes that came to a verdict, by outcome.")
        static let failures = try? FamilyDescriptor(
            "nines_probe_failures_total", type: .counter, help: "Failed probes, by reason.")
        static let withoutVerdict = try? FamilyDescriptor(
            "nines_probes_without_verdict_total", type: .counter,
            help: "Probes that say nothing about their target, by what kept them from it.")
        static let durations = try? FamilyDescriptor(
            "nines_probe_duration_seconds", type: .histogram,
            help: "Time from the start of a probe to its verdict.", unit: "seconds")
    }

    /// Those whose counters begin at 0 whatever the target.
    private static let alwaysPossible: [NoVerdict.Reason] = [.skipped, .overrun, .localResources]

    /// Nil for none of them: the names are legal.
    private static let probeFamilies = ProbeFamily.allCases.map(\.descriptor)

    var families: [FamilyDescriptor] {
        (Self.probeFamilies + [Counts.probes, Counts.failures, Counts.withoutVerdict, Counts.durations])
            .compactMap { $0 }
    }

    func collect() -> [FamilySnapshot] {
        let monitors = fleet.sorted
        var targets = TargetRows()
        var gauges = ProbeFamily.allCases.map { _ in SampleColumn() }
        var (probes, failures, withoutVerdict) = (SampleColumn(), SampleColumn(), SampleColumn())
        var durations = HistogramRows(count: monitors.count)
        var samples = ProbeSamples()
        let now = now()
        for (row, monitor) in monitors.enumerated() {
            let published = monitor.published.withLock { $0 }
            let tally = published.tally
            targets.append(published)
            probes.add(Double(tally.failures), row, Outcome.failure)
            probes.add(Double(tally.successes), row, Outcome.success)
            let possible = published.possibleFailures
            for (reason, count) in zip(FailureReason.allCases, tally.failuresByReason)
            where count > 0 || possible.contains(reason) {
                failures.add(Double(count), row, reason.labels)
            }
            for (reason, count) in zip(NoVerdict.Reason.allCases, tally.withoutVerdict)
            where count > 0 || Self.alwaysPossible.contains(reason) {
                withoutVerdict.add(Double(count), row, reason.labels)
            }
            durations.add(tally)
            guard let report = published.last, let at = published.lastAt,
                Duration(now - at) <= published.target.interval * 2
            else { continue }
            samples.removeAll()
            report.write(to: &samples)
            for sample in samples.all { gauges[sample.family.place].add(sample.value, row, sample.labels) }
        }
        // One column for all families that have a sample of each target and no labels besides.
        let labels = targets.labels
        return zip(Self.probeFamilies, gauges).compactMap { $1.gauges($0, targets, labels) }
            + [
                probes.counters(Counts.probes, targets, labels), failures.counters(Counts.failures, targets, labels),
                withoutVerdict.counters(Counts.withoutVerdict, targets, labels),
                durations.snapshot(Counts.durations, targets, labels),
            ].compactMap { $0 }
    }

    private enum Outcome {
        static let failure = ExtraLabels(("outcome", "failure"))
        static let success = ExtraLabels(("outcome", "success"))
    }
}

/// What a page's samples of one target have in common, for all targets.
private struct TargetRows {
    private(set) var text: [UInt8] = []
    private(set) var ends: [Int] = []
    /// Where the counters began.
    private(set) var created: [UnixTime] = []

    var labels: LabelColumn { LabelColumn(text: text, ends: ends) }

    mutating func append(_ published: Monitor.Published) {
        text += published.labels
        ends.append(text.count)
        created.append(published.tally.created)
    }

    func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// The samples of one family while they are put together: of which target each is, its value, its own labels.
private struct SampleColumn {
    private var rows: [Int] = []
    private var values: [Double] = []
    private var extras: [ExtraLabels] = []
    private var hasExtras = false

    mutating func add(_ value: Double, _ row: Int, _ labels: ExtraLabels) {
        rows.append(row)
        values.append(value)
        extras.append(labels)
        if !labels.text.isEmpty { hasExtras = true }
    }

    func gauges(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(descriptor: descriptor, labels: labels(targets, all), values: .gauges(values))
    }

    func counters(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: labels(targets, all),
            values: .counters(values.map { CounterValue(integer: UInt64($0)) }),
            created: rows.map { targets.created[$0] })
    }

    private func labels(_ targets: TargetRows, _ all: LabelColumn) -> LabelColumn {
        // Each target has at most one sample without labels of its own, and they come in the targets' order.
        guard hasExtras || rows.count < all.count else { return all }
        var text: [UInt8] = []
        text.reserveCapacity(
            rows.reduce(0) { $0 + targets.range($1).count } + extras.reduce(0) { $0 + $1.text.count })
        var ends = SetEnds(capacity: rows.count)
        for (row, extra) in zip(rows, extras) {
            text += targets.text[targets.range(row)]
            text += extra.text
            ends.append(text.count)
        }
        return LabelColumn(text: text, ends: ends)
    }
}

/// The histograms of all targets while they are put together.
private struct HistogramRows {
    private var buckets: [UInt64] = []
    private var sums: [Double] = []

    init(count: Int) { buckets.reserveCapacity(count * (ProbeTally.durationBounds.count + 1)) }

    mutating func add(_ tally: ProbeTally) {
        buckets += tally.durations
        sums.append(tally.secondsInAll)
    }

    func snapshot(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !sums.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: all,
            values: .histograms(
                HistogramColumn(upperBounds: ProbeTally.durationBounds, bucketCounts: buckets, sums: sums)),
            created: targets.created)
    }
}
