import NinesMetrics

/// Exposes the last result of every target as `probe_*`, each target's samples from one probe.
struct ProbeCollector: Collector {
    let labels: TargetLabels
    let store: ProbeStore

    var families: [FamilyDescriptor] { ProbeFamily.allCases.compactMap(\.descriptor) }

    func collect() -> [FamilySnapshot] {
        let entries = store.all
        let targetLabels = entries.indices.map(labels.list)
        return ProbeFamily.allCases.compactMap { family in
            let samples = zip(entries, targetLabels).flatMap { entry, own in
                (entry.result.map(family.samples) ?? []).map {
                    FamilySnapshot.Sample($0.value, labels: own + $0.labels)
                }
            }
            // Nil for none: the label names are legal and the families gauges.
            return family.descriptor.flatMap { try? FamilySnapshot($0, samples: samples) }
        }
    }
}
