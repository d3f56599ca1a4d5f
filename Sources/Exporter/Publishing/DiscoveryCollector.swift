import NinesMetrics

/// Exposes what discovery has found, job by job.
final class DiscoveryCollector: Collector {
    /// Of one job.
    struct Figures: Sendable, Equatable {
        var job: String
        var probed: Int
        var dropped: Int
        var refused: Int
        var unusableFiles: Int
    }

    private let figures = Lock<[Figures]>([])

    private static let targets = try? FamilyDescriptor(
        "nines_discovery_targets", type: .gauge, help: "Targets in target files, by what became of them.")
    private static let files = try? FamilyDescriptor(
        "nines_discovery_unusable_files", type: .gauge,
        help: "Target files and folders that cannot be used; their last targets are kept.")

    /// Nil for none of them: the names are legal.
    var families: [FamilyDescriptor] { [Self.targets, Self.files].compactMap { $0 } }

    /// Jobs are unique.
    func show(_ all: [Figures]) {
        figures.withLock { $0 = all.sorted { $0.job.utf8.lexicographicallyPrecedes($1.job.utf8) } }
    }

    func collect() -> [FamilySnapshot] {
        let figures = figures.withLock { $0 }
        guard !figures.isEmpty else { return [] }
        var (targets, files) = (Samples(), Samples())
        for job in figures {
            for (outcome, count) in [("dropped", job.dropped), ("probed", job.probed), ("refused", job.refused)] {
                targets.add([("job", job.job), ("outcome", outcome)], count)
            }
            files.add([("job", job.job)], job.unusableFiles)
        }
        return [targets.snapshot(Self.targets), files.snapshot(Self.files)].compactMap { $0 }
    }

    private struct Samples {
        private var text: [UInt8] = []
        private var ends = SetEnds()
        private var values: [Double] = []

        mutating func add(_ labels: [(name: String, value: String)], _ count: Int) {
            var isFirst = true
            for label in labels {
                LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
            }
            ends.append(text.count)
            values.append(Double(count))
        }

        func snapshot(_ descriptor: FamilyDescriptor?) -> FamilySnapshot? {
            guard let descriptor else { return nil }
            return FamilySnapshot(
                descriptor: descriptor, labels: LabelColumn(text: text, ends: ends), values: .gauges(values))
        }
    }
}
