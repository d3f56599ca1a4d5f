/// Removing children that were not updated for the family's idle time.
extension ChildSet {
    /// Looks which children were updated, and takes out those that were not for too long. Nothing for a family whose
    /// children stay. Called by each collection, before the layout is taken.
    ///
    /// No record by a look-up is lost: the idle children are unpublished, readers waited for, and then looked at again;
    /// one that was updated meanwhile goes back into its slot. All under the lock, so that a look-up that misses one waits
    /// and cannot make another in its place. Readers hold no lock, so waiting for them there cannot last.
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
            let idle = CellStore.shared.collect { sums in current.look(at: layout, now: now, in: sums) }
            withExtendedLifetime(previous) {}
            if !idle.isEmpty { remove(idle, of: layout, &current, now: now) }
        }
    }

    private func remove(_ idle: [Int], of layout: FamilyLayout, _ times: inout IdleTimes, now: Duration) {
        var dropped: ChildChanges?
        var isKnownUnread = false
        let removed = state.withLock { state -> [Instrument] in
            let taken = idle.compactMap { index in unpublish(layout[index]).map { (index: index, slot: $0) } }
            guard !taken.isEmpty else { return [] }
            // The overflow child must not be found there any more either; the next look-up that needs it says so again.
            overflow?.words.close()
            isKnownUnread = ReaderMarks.shared.waitForReaders()
            var removed: [Instrument] = []
            CellStore.shared.collect { sums in
                for (index, slot) in taken {
                    let child = layout[index]
                    if times.wasUpdated(index, now: now, in: sums) || !isKnownUnread {
                        table.load().restore(
                            Unmanaged.passUnretained(child).toOpaque(), hash: child.key.hash, at: slot)
                    } else {
                        removed.append(child)
                    }
                }
            }
            dropped = took(removed, from: &state)
            return removed
        }
        withExtendedLifetime(dropped) {}
        for child in removed { Unmanaged.passUnretained(child).release() }
    }
}
