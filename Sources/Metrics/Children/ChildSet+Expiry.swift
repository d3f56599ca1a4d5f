import Synchronization

/// Removing children that were not updated for the family's idle time.
extension ChildSet {
    /// Looks which children were updated, and takes out those that were not for too long and of which nobody holds a
    /// handle: who holds one may record in it at any time. Nothing for a family whose children stay. Called by each
    /// collection, before the layout is taken.
    ///
    /// No record by a look-up is lost, and none waits. The idle children are made to leave: look-ups do not find them
    /// in the table, but under its lock, and whoever needs one there keeps it from leaving. Then readers are waited
    /// for, then it is seen that nobody holds a handle, then that nothing was recorded, all without the lock. What is
    /// still leaving after that was in nobody's hands from before the last look on: it goes, and all others stay.
    func expire() {
        guard limits.idleTime != nil else { return }
        let now = clock.elapsed()
        building.withLock { times in
            guard var current = times else { return }
            // While it is changed here, it is not there too: else it would be copied.
            times = nil
            defer { times = current }
            let layout = currentLayout()
            // Kept until after the collection: see `CellStore.collect`.
            let previous = current.layout
            let idle = CellStore.shared.collect { slabs in current.look(at: layout, now: now, in: slabs) }
            withExtendedLifetime(previous) {}
            let unheld = idle.filter { layout.unretained($0).isUnheld }
            if !unheld.isEmpty { remove(unheld, of: layout, &current, now: now) }
        }
    }

    /// A child on its way out.
    private struct Leaver {
        let index: Int
        let child: Unmanaged<Instrument>
        let hash: UInt64
        var goes = false
    }

    private func remove(_ idle: [Int], of layout: FamilyLayout, _ times: inout IdleTimes, now: Duration) {
        // Where readers cannot be waited for, children stay: a reader may be about to record in one.
        guard ReaderMarks.shared.canWait else { return DroppedRecords.unreclaimed.count() }
        state.withLock { _ in overflow?.holdBack() }
        defer { state.withLock { _ in overflow?.release() } }
        var leavers = makeLeave(idle, of: layout)
        guard !leavers.isEmpty else { return }
        if ReaderMarks.shared.waitForReaders() {
            for index in leavers.indices { leavers[index].goes = leavers[index].child.isUnheld }
            // Pairs with the release by which others gave up their handles: what they recorded is seen from here on.
            atomicMemoryFence(ordering: .acquiring)
            CellStore.shared.collect { slabs in
                for index in leavers.indices where leavers[index].goes {
                    leavers[index].goes = !times.wasUpdated(leavers[index].index, now: now, in: slabs)
                }
            }
        }
        depart(takeOut(leavers), afterReaders: false)
        withExtendedLifetime(layout) {}
    }

    private func makeLeave(_ idle: [Int], of layout: FamilyLayout) -> [Leaver] {
        var leavers: [Leaver] = []
        leavers.reserveCapacity(idle.count)
        for start in stride(from: 0, to: idle.count, by: Self.portion) {
            // Their hashes, for which their keys are read, without the lock.
            let portion = idle[start..<min(start + Self.portion, idle.count)].map { index in
                let child = layout.unretained(index)
                return Leaver(index: index, child: child, hash: child._withUnsafeGuaranteedRef { $0.key.hash })
            }
            state.withLock(inTurns: portion) { state, leaver in
                if state.table.leave(leaver.child.toOpaque(), hash: leaver.hash) { leavers.append(leaver) }
            }
        }
        return leavers
    }

    /// Takes out those that go, unless somebody came for them, and makes the others stay. Returns the former.
    private func takeOut(_ leavers: [Leaver]) -> [Unmanaged<Instrument>] {
        var removed: [Unmanaged<Instrument>] = []
        removed.reserveCapacity(leavers.count)
        for start in stride(from: 0, to: leavers.count, by: Self.portion) {
            let time = clock.now()
            var first = removed.count
            state.withLock(inTurns: leavers[start..<min(start + Self.portion, leavers.count)]) { state, leaver in
                let child = leaver.child.toOpaque()
                if !leaver.goes {
                    state.table.stay(child, hash: leaver.hash)
                } else if state.table.removeLeaving(child, hash: leaver.hash) {
                    removed.append(leaver.child)
                }
            } end: { state in
                defer { first = removed.count }
                return took(removed[first...], at: time, from: &state)
            }
        }
        return removed
    }
}
