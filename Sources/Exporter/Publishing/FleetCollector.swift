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
        var gauges = ProbeFamily.allCases.map { _ in SampleColumn() }
        var (probes, failures, withoutVerdict) = (SampleColumn(), SampleColumn(), SampleColumn())
        var durations = HistogramRows(count: monitors.count)
        var samples = ProbeSamples()
        let now = now()
        for monitor in monitors {
            let published = monitor.published.withLock { $0 }
            let tally = published.tally
            probes.add(Double(tally.failures), published.labels, ("outcome", "failure"), created: tally.created)
            probes.add(Double(tally.successes), published.labels, ("outcome", "success"), created: tally.created)
            let possible = published.possibleFailures
            for (reason, count) in zip(FailureReason.allCases, tally.failuresByReason)
            where count > 0 || possible.contains(reason) {
                failures.add(Double(count), published.labels, ("reason", reason.rawValue), created: tally.created)
            }
            for (reason, count) in zip(NoVerdict.Reason.allCases, tally.withoutVerdict)
            where count > 0 || Self.alwaysPossible.contains(reason) {
                withoutVerdict.add(
                    Double(count), published.labels, ("reason", reason.rawValue), created: tally.created)
            }
            durations.add(tally, published.labels)
            guard let report = published.last, let at = published.lastAt,
                Duration(now - at) <= published.target.interval * 2
            else { continue }
            samples.removeAll()
            report.write(to: &samples)
            for sample in samples.all { gauges[sample.family.place].add(sample, published.labels) }
        }
        return zip(Self.probeFamilies, gauges).compactMap { $1.gauges($0) }
            + [
                probes.counters(Counts.probes), failures.counters(Counts.failures),
                withoutVerdict.counters(Counts.withoutVerdict), durations.snapshot(Counts.durations),
            ].compactMap { $0 }
    }
}

/// The samples of one family while they are put together: text of labels end to end, and a value for each.
private struct SampleColumn {
    private var text: [UInt8] = []
    private var ends = SetEnds()
    private var values: [Double] = []
    private var created: [UnixTime] = []

    mutating func add(_ sample: ProbeSamples.Sample, _ labels: [UInt8]) {
        text += labels
        for label in sample.labels { append(label) }
        ends.append(text.count)
        values.append(sample.value)
    }

    mutating func add(_ value: Double, _ labels: [UInt8], _ label: (String, String), created: UnixTime) {
        text += labels
        append(label)
        ends.append(text.count)
        values.append(value)
        self.created.append(created)
    }

    private mutating func append(_ label: (name: String, value: String)) {
        // Never the first: a target has a job and an instance.
        var isFirst = false
        LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
    }

    func gauges(_ descriptor: FamilyDescriptor?) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: LabelColumn(text: text, ends: ends), values: .gauges(values))
    }

    func counters(_ descriptor: FamilyDescriptor?) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: LabelColumn(text: text, ends: ends),
            values: .counters(values.map { CounterValue(integer: UInt64($0)) }), created: created)
    }
}

/// The histograms of all targets while they are put together.
private struct HistogramRows {
    private var text: [UInt8] = []
    private var ends = SetEnds()
    private var buckets: [UInt64] = []
    private var sums: [Double] = []
    private var created: [UnixTime] = []

    init(count: Int) { buckets.reserveCapacity(count * (ProbeTally.durationBounds.count + 1)) }

    mutating func add(_ tally: ProbeTally, _ labels: [UInt8]) {
        text += labels
        ends.append(text.count)
        buckets += tally.durations
        sums.append(tally.secondsInAll)
        created.append(tally.created)
    }

    func snapshot(_ descriptor: FamilyDescriptor?) -> FamilySnapshot? {
        guard let descriptor, !sums.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: LabelColumn(text: text, ends: ends),
            values: .histograms(
                HistogramColumn(upperBounds: ProbeTally.durationBounds, bucketCounts: buckets, sums: sums)),
            created: created)
    }
}
