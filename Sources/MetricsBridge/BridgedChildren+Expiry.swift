import NinesMetrics

/// Removing children that were not updated for the policy's idle time.
extension BridgedChildren {
    /// Takes out the children of `family` that were idle for too long and of which nobody holds a handler: who holds one may
    /// record in it at any time. Nothing for a policy without an idle time. Called by each collection.
    ///
    /// No record is lost: what leads to the idle children is unpublished, readers waited for, and then handlers and counts
    /// are looked at again; a child that somebody took or updated meanwhile is put back. All under the lock, so that a call
    /// that misses one waits and cannot make another in its place. Readers hold no lock, so waiting for them there cannot
    /// last.
    func expire(_ family: BridgedFamily, after limit: Duration) {
        let now = registry.clock.elapsed()
        let idle = family.idle(for: limit, now: now)
        guard !idle.isEmpty else { return }
        let unpublished = state.withLock { _ in
            let taken = idle.filter(\.isUnheld).map { child in
                (child: child, entries: family.entries(of: child).compactMap { tables[$0.kind].takeOut($0.entry) })
            }
            guard !taken.isEmpty else { return [] as [LookUpTable.TakenOut] }
            let isUnread = ReaderMarks.shared.waitForReaders()
            return taken.flatMap { child, entries in
                if isUnread, child.isUnheld, family.removeIdle(child, now: now) { return entries }
                for entry in entries { entry.putBack() }
                return []
            }
        }
        for entry in unpublished { entry.release() }
    }
}
