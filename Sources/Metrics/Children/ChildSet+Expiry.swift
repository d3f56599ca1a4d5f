import CNinesThreadCells
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
        var isLeaving = false
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

    // What is gathered for all of the children is written without the lock: its pages are new, and the first write to
    // one goes through the kernel.

    private func makeLeave(_ idle: [Int], of layout: FamilyLayout) -> [Leaver] {
        var leavers: [Leaver] = []
        leavers.reserveCapacity(idle.count)
        for start in stride(from: 0, to: idle.count, by: Self.portion) {
            // Their hashes, for which their keys are read, without the lock.
            var portion = idle[start..<min(start + Self.portion, idle.count)].map { index in
                let child = layout.unretained(index)
                return Leaver(index: index, child: child, hash: child._withUnsafeGuaranteedRef { $0.key.hash })
            }
            touchSlots(portion.lazy.map(\.hash))
            state.withLock(inTurns: portion.indices) { state, index in
                let leaver = portion[index]
                portion[index].isLeaving = state.table.leave(leaver.child.toOpaque(), hash: leaver.hash)
            }
            for leaver in portion where leaver.isLeaving { leavers.append(leaver) }
        }
        return leavers
    }

    /// Takes out those that go, unless somebody came for them, and makes the others stay. Returns the former.
    private func takeOut(_ leavers: [Leaver]) -> [Unmanaged<Instrument>] {
        var removed: [Unmanaged<Instrument>] = []
        removed.reserveCapacity(leavers.count)
        for start in stride(from: 0, to: leavers.count, by: Self.portion) {
            let time = clock.now()
            let portion = leavers[start..<min(start + Self.portion, leavers.count)]
            var (gone, first) = ([Unmanaged<Instrument>](), 0)
            gone.reserveCapacity(portion.count)
            touchSlots(portion.lazy.map(\.hash))
            state.withLock(inTurns: portion) { state, leaver in
                let child = leaver.child.toOpaque()
                if !leaver.goes {
                    state.table.stay(child, hash: leaver.hash)
                } else if state.table.removeLeaving(child, hash: leaver.hash) {
                    gone.append(leaver.child)
                }
            } end: { state in
                defer { first = gone.count }
                return took(gone[first...], at: time, from: &state)
            }
            removed += gone
        }
        return removed
    }

    /// Brings the slots of these hashes into the processor's cache, so that the lock is not held while memory is waited
    /// for: a large table's slots come from far away.
    func touchSlots(_ hashes: some Sequence<UInt64>) {
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return }
        nines_mark_enter(mark)
        let table = table.load()
        for hash in hashes { table.touch(hash) }
        nines_mark_leave(mark)
    }
}
