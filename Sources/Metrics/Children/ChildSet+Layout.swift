import CNinesThreadCells

/// The children in order, for collections.
extension ChildSet {
    /// The children in order, with their label sets; the same object until a child comes or goes.
    func layout() -> FamilyLayout {
        freeOutgrown()
        return building.withLock { _ in currentLayout() }
    }

    /// Sorted and rendered without `state`'s lock, which a thread needs that records in a new child. The caller holds
    /// `building`, so that two collections do not do the same work.
    func currentLayout() -> FamilyLayout {
        let found = state.withLock { state -> (layout: FamilyLayout, work: LayoutWork?)? in
            guard let layout = state.changes.tracked else { return nil }
            guard !state.changes.isCurrent else { return (layout, nil) }
            return (
                layout,
                LayoutWork(changes: state.changes.take(), epoch: state.changes.epoch, links: state.beginLayout())
            )
        }
        guard let (layout, work) = found else { return scannedLayout() }
        guard let work else { return layout }
        let fresh = layout.updated(
            added: work.changes.added, removed: work.changes.removed, labelNames: labelNames, departed: work.links.next)
        settle(fresh, epoch: work.epoch)
        return fresh
    }

    private struct LayoutWork {
        let changes: (added: [Unmanaged<Instrument>], removed: [Unmanaged<Instrument>])
        let epoch: Int
        let links: (next: DepartedChildren, last: DepartedChildren)
    }

    /// From the table. Read without the lock, slots of it at a time: a large table takes too long for threads that wait
    /// to record in new children. Changes are tracked from before the first slot is read, so that none is missed; a
    /// table that is replaced meanwhile is read again, at the third time under the lock.
    private func scannedLayout() -> FamilyLayout {
        var attempt = 0
        while true {
            attempt += 1
            var children: [Unmanaged<Instrument>] = []
            let (epoch, links, count, tables) = state.withLock { state in
                state.changes.track(state.table.count)
                if attempt == 3 { state.table.current.forEach { child, _ in children.append(.fromOpaque(child)) } }
                return (state.changes.epoch, state.beginLayout(), state.table.count, state.table.replacements)
            }
            if attempt < 3 {
                children = scanned(count)
                let gone = state.withLock { state -> Set<UnsafeMutableRawPointer>? in
                    guard state.table.replacements == tables, state.changes.epoch == epoch else { return nil }
                    return Set(state.changes.removed.map { $0.toOpaque() })
                }
                guard let gone else { continue }
                // With them two children of one key could be here: one that went, and one that came instead.
                if !gone.isEmpty { children.removeAll { gone.contains($0.toOpaque()) } }
            }
            let fresh = FamilyLayout(
                children, labelNames: labelNames, rows: maker.rows, departed: links.next, isScanned: true)
            settle(fresh, epoch: epoch)
            return fresh
        }
    }

    /// About `count` children, read under this thread's mark, which others wait for: 256 slots at a time.
    private func scanned(_ count: Int) -> [Unmanaged<Instrument>] {
        var children: [Unmanaged<Instrument>] = []
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return children }
        // So that no memory is asked for under the mark.
        children.reserveCapacity(count + count / 4 + 1024)
        var (index, capacity) = (0, Int.max)
        while index < capacity {
            nines_mark_enter(mark)
            let table = table.load()
            capacity = table.capacity
            let end = min(index + 256, capacity)
            while index < end {
                table.visit(index) { child, _ in children.append(.fromOpaque(child)) }
                index += 1
            }
            nines_mark_leave(mark)
        }
        return children
    }

    private func settle(_ fresh: FamilyLayout, epoch: Int) {
        let old = state.withLock { $0.changes.settle(fresh, epoch: epoch) }
        // Dropped without the lock: children may go with it.
        withExtendedLifetime(old) {}
    }

    /// The children's values, in the layout's order. The caller holds the layout until after the collection.
    func columns(of layout: FamilyLayout, in slabs: borrowing CellStore.Slabs) -> FamilyColumns {
        maker.columns(layout, slabs)
    }
}
