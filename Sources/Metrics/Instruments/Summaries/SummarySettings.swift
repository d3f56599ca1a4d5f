/// What the children of a summary family have in common.
final class SummarySettings: Sendable {
    /// Ascending, each in 0...1.
    let quantiles: [Double]
    let sliceWidth: Duration
    let sliceCount: Int
    private let clock: MetricClock

    /// Each slice may keep the counts of a whole sketch.
    private static let mostSlices = 60
    private static let mostQuantiles = 100

    init(
        of family: String, quantiles: [Double], window: Duration, slices: Int, clock: MetricClock
    ) throws(RegistrationError) {
        try Self.check(quantiles, of: family)
        guard 1...Self.mostSlices ~= slices else {
            throw Self.refuse(family, "\(slices) slices of a window: 1 to \(Self.mostSlices) are possible")
        }
        guard window / slices >= .milliseconds(1) else {
            throw Self.refuse(
                family, "a window of \(window) in \(slices) slices: a slice must have at least a millisecond")
        }
        self.quantiles = quantiles
        sliceWidth = window / slices
        sliceCount = slices
        self.clock = clock
    }

    /// - Throws: ``RegistrationError`` unless the quantiles ascend, are in 0...1 and at most 100.
    static func check(_ quantiles: [Double], of family: String) throws(RegistrationError) {
        for (index, quantile) in quantiles.enumerated() {
            guard 0...1 ~= quantile else { throw refuse(family, "quantile \(quantile) is not in 0...1") }
            guard index == 0 || quantiles[index - 1] < quantile else {
                throw refuse(family, "quantile \(quantile) after \(quantiles[index - 1]): quantiles must ascend")
            }
        }
        guard quantiles.count <= mostQuantiles else {
            throw refuse(family, "\(quantiles.count) quantiles are more than \(mostQuantiles)")
        }
    }

    private static func refuse(_ family: String, _ reason: String) -> RegistrationError {
        RegistrationError(.quantiles, "\(family): \(reason)")
    }

    func column(of children: some Collection<Instrument>, in slabs: borrowing CellStore.Slabs) -> SummaryColumn {
        // One reading for all children, after the lock was taken: so it never goes back.
        let elapsed = clock.elapsed()
        var estimates: [Double] = []
        var counts: [UInt64] = []
        var totals: [Double] = []
        estimates.reserveCapacity(children.count * quantiles.count)
        counts.reserveCapacity(children.count)
        totals.reserveCapacity(children.count)
        for child in children {
            let read = unsafeDowncast(child, to: Summary.self).read(at: elapsed, in: slabs)
            estimates += read.estimates
            counts.append(read.count)
            totals.append(read.sum)
        }
        return SummaryColumn(quantiles: quantiles, estimates: estimates, counts: counts, sums: totals)
    }
}
