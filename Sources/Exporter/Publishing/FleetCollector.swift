import NIOCore
import NinesMetrics

/// Exposes what the monitors of a fleet publish: the last report of each target as `probe_*`, and what was counted over
/// all of its probes, with its state. Each target's samples come from one instant.
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
            .compactMap { $0 } + StateSamples.families
    }

    func collect() -> [FamilySnapshot] {
        let watched = fleet.listed
        var targets = TargetRows()
        var gauges = ProbeFamily.allCases.map { _ in SampleColumn() }
        var (probes, failures, withoutVerdict) = (SampleColumn(), SampleColumn(), SampleColumn())
        var durations = HistogramRows(count: watched.count)
        var states = StateSamples()
        var samples = ProbeSamples()
        let now = now()
        for (row, watched) in watched.enumerated() {
            let published = watched.monitor.published.withLock { $0 }
            let tally = published.tally
            targets.append(watched.labels, created: tally.created)
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
            states.add(published, row)
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
            ].compactMap { $0 } + states.snapshots(targets, labels)
    }

    private enum Outcome {
        static let failure = ExtraLabels(("outcome", "failure"))
        static let success = ExtraLabels(("outcome", "success"))
    }
}
