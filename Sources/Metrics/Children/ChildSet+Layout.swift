/// The children in order, for collections.
extension ChildSet {
    /// The children in order, with their label sets; the same object until a child comes or goes.
    func layout() -> FamilyLayout { building.withLock { _ in currentLayout() } }

    /// Sorted and rendered without `state`'s lock, which a thread needs that records in a new child. The caller holds
    /// `building`, so that two collections do not do the same work.
    func currentLayout() -> FamilyLayout {
        let (changes, all) = state.withLock { state -> (ChildChanges, [Instrument]) in
            guard state.changes.layout == nil else { return (state.changes, []) }
            var all: [Instrument] = []
            all.reserveCapacity(state.count)
            table.load().forEach { all.append(Unmanaged<Instrument>.fromOpaque($0).takeUnretainedValue()) }
            state.changes.track(state.count)
            return (state.changes, all)
        }
        let fresh: FamilyLayout
        if let layout = changes.layout {
            if changes.isCurrent { return layout }
            fresh = layout.updated(added: changes.added, removed: changes.removed, labelNames: labelNames)
        } else {
            fresh = FamilyLayout(consume all, labelNames: labelNames, rows: maker.rows)
        }
        state.withLock { state in
            state.changes.settle(
                fresh, added: changes.added.count, removed: changes.removed.count, epoch: changes.epoch)
        }
        return fresh
    }

    /// The children's values, in the layout's order. The caller holds the layout until after the collection.
    func columns(of layout: FamilyLayout, in sums: borrowing CellStore.Sums) -> FamilyColumns {
        maker.columns(layout, sums)
    }
}
