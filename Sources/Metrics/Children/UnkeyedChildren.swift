/// Children of one kind that something other than a ``ChildSet`` finds by their labels: there the label names may
/// differ from child to child.
package struct UnkeyedChildren: Sendable {
    private let maker: ChildMaker

    private init(_ maker: ChildMaker) {
        self.maker = maker
    }

    package static let counters = UnkeyedChildren(Counter.maker)

    package static func gauges(_ clock: MetricClock) -> UnkeyedChildren { UnkeyedChildren(Gauge.maker(clock)) }

    /// - Throws: ``RegistrationError`` unless the bounds are finite, ascending and few enough for a chunk of cells.
    package static func histograms(
        upperBounds: [Double], of family: String
    ) throws(RegistrationError) -> UnkeyedChildren {
        UnkeyedChildren(Histogram.maker(try UpperBounds(upperBounds, of: family)))
    }

    /// A child that counts from now on. When the process has used up all cells, one whose records are lost, which is
    /// counted as for every family.
    package func make(at time: UnixTime) -> Instrument {
        // No kind that is made here counts the time since.
        let start = ChildStart(time: time, elapsed: .zero)
        if let child = maker.make(LabelKey.none, start) { return child }
        DroppedRecords.capacity.count()
        return maker.makeLost(LabelKey.none, start)
    }

    /// For each of `children`, which this made, whether it was updated since the last call, which left what it saw at
    /// the child's place in `seen`. A first call, with 0 there, only leaves that. One call at a time for a child.
    package func wereUpdated(_ children: [Instrument], since seen: inout [UInt64]) -> [Bool] {
        // Kept until after the collection: see `CellStore.collect`.
        defer { withExtendedLifetime(children) {} }
        return CellStore.shared.collect { slabs in
            zip(children, seen.indices).map { $0.wasUpdated(since: &seen[$1], in: slabs) }
        }
    }

    /// The values of `children`, which this made, in the order of `labels`.
    package func snapshot(
        _ descriptor: FamilyDescriptor, labels: LabelColumn, children: [Instrument]
    ) -> FamilySnapshot {
        let layout = FamilyLayout(loose: children, labels: labels)
        // Kept until after the collection: see `CellStore.collect`.
        defer { withExtendedLifetime(layout) {} }
        return CellStore.shared.collect { slabs in
            let columns = maker.columns(layout, slabs)
            return FamilySnapshot(
                descriptor: descriptor, labels: labels, values: columns.values, createdTimes: columns.created,
                exemplars: columns.exemplars)
        }
    }
}
