public import NinesMetrics

extension SLOEngine: Collector {
    /// The families `nines_slo_*`.
    public var families: [FamilyDescriptor] { SLOFamily.allCases.compactMap(\.descriptor) }

    /// Every SLO now, if the engine was made with a `now`, else as of the last ``advance(to:)``. The event counters and
    /// the gauges of one collection come from the same sample, so each gauge can be recomputed from the page.
    public func collect() -> [FamilySnapshot] {
        if let now { advance(to: now()) }
        let statuses = statuses
        return SLOFamily.allCases.compactMap { family in
            guard let descriptor = family.descriptor else { return nil }
            // Never nil: the label names are legal and no family is a histogram.
            return try? FamilySnapshot(descriptor, samples: statuses.flatMap(family.samples))
        }
    }
}
