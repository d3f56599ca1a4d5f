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

    /// Nil for none of them: the names are legal.
    private static let probeFamilies = ProbeFamily.allCases.map(\.descriptor)

    var families: [FamilyDescriptor] {
        Self.probeFamilies.compactMap { $0 } + CountSamples.families + StateSamples.families
    }

    func collect() -> [FamilySnapshot] {
        let watched = fleet.listed
        let labels = watched.map(\.labels)
        var gauges = ProbeFamily.allCases.map { _ in SampleColumn() }
        var counts = CountSamples(expecting: watched.count)
        var states = StateSamples()
        var samples = ProbeSamples()
        let now = now()
        for index in watched.indices {
            let row = TargetRow(index: index, labels: labels[index], all: labels)
            watched[index].monitor.published.withLock { published in
                counts.add(&published, row)
                states.add(&published, row)
                guard let at = published.lastAt,
                    Duration(now - at) <= published.target.interval + published.target.interval
                else { return }
                samples.removeAll()
                published.last?.write(to: &samples)
                for sample in samples.all { gauges[sample.family.rawValue].add(sample.value, row, sample.labels) }
            }
        }
        let targets = PageTargets(labels: labels, created: counts.created)
        return zip(Self.probeFamilies, gauges).compactMap { $1.gauges($0, of: targets) } + counts.snapshots(of: targets)
            + states.snapshots(of: targets)
    }
}
