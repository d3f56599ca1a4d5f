import Synchronization

/// Children that were taken out of their families while somebody held a handle, or that came to a family after it was
/// unregistered: what is recorded in them, which nobody will see, is at least counted in
/// `nines_metrics_dropped_total{reason="removed"}`.
///
/// Nothing is added to the recording path: a collection looks how much such a child counted since the last look, or
/// whether one that does not count was set. Holds as many children as somebody holds, by a handle or in an unregistered
/// family, and up to as many again.
package final class RemovedHandles: Sendable {
    package static let shared = RemovedHandles()

    private struct Watched {
        var child: Instrument
        var seen: UInt64 = 0
    }

    private struct State {
        var watched: [Watched] = []
        /// When so many are watched, those that nobody holds any more are let go.
        var full = 64
    }

    /// Held for moments only: whoever removes takes it, also in a clock that a collection reads.
    private let state = Lock(State())
    /// Held while a look takes the list and sums, so that a second one does not find it taken. Nobody who is summing
    /// waits for it.
    private let looking = Lock(())
    /// So that a collection of a process without any takes no lock. Relaxed: who removed before, and tells, is seen.
    private let isEmpty = Atomic(true)

    /// Watches `children` from now on. Waits for a collection that is under way.
    func watch(_ children: [Unmanaged<Instrument>]) {
        guard !children.isEmpty else { return }
        watch(children.map { $0.takeUnretainedValue() })
    }

    package func watch(_ children: [Instrument]) {
        guard !children.isEmpty else { return }
        var fresh = children.map { Watched(child: $0) }
        CellStore.shared.collect { slabs in
            for index in fresh.indices { _ = fresh[index].child.records(since: &fresh[index].seen, in: slabs) }
        }
        let isFull = state.withLock { state in
            state.watched += fresh
            fresh = []
            isEmpty.store(false, ordering: .relaxed)
            return state.watched.count > state.full
        }
        // In a clock that a collection reads, the list waits for the next one.
        if isFull, !UserCall.isUnderWay(.summing) { look() }
    }

    /// Watches a child of an unregistered family from its beginning on, as long as its family or somebody else holds
    /// it. Waits for nothing: for threads that record.
    func watch(new child: Instrument) {
        state.withLock { state in
            state.watched.append(Watched(child: child))
            isEmpty.store(false, ordering: .relaxed)
        }
    }

    /// Counts what was recorded since the last look. Called by each collection of any registry, not while it sums.
    func look() {
        guard !isEmpty.load(ordering: .relaxed) else { return }
        let gone = looking.withLock { _ -> [Watched] in
            // Out of the state meanwhile: who removes in a clock of a collection would else wait for this look, and
            // this look for the collection.
            var watched = state.withLock { state in
                defer { state.watched = [] }
                return state.watched
            }
            let gone = Self.look(at: &watched)
            state.withLock { state in
                watched += state.watched
                swap(&state.watched, &watched)
                state.full = max(64, 2 * state.watched.count)
                isEmpty.store(state.watched.isEmpty, ordering: .relaxed)
            }
            return gone
        }
        // Freed without a lock.
        withExtendedLifetime(gone) {}
    }

    /// - Returns: those that nobody holds any more, looked at for the last time, which are in `watched` no more.
    private static func look(at watched: inout [Watched]) -> [Watched] {
        guard !watched.isEmpty else { return [] }
        // Before the look: what was recorded through a handle that is gone now is seen by it.
        let unheld = watched.indices.map { isKnownUniquelyReferenced(&watched[$0].child) }
        // Pairs with the release by which others gave up their handles: what they recorded is seen from here on.
        atomicMemoryFence(ordering: .acquiring)
        let records = CellStore.shared.collect { slabs in
            var records: UInt64 = 0
            for index in watched.indices {
                records &+= watched[index].child.records(since: &watched[index].seen, in: slabs)
            }
            return records
        }
        DroppedRecords.removed.count(records)
        let gone = zip(watched, unheld).compactMap { $1 ? $0 : nil }
        if !gone.isEmpty { watched = zip(watched, unheld).compactMap { $1 ? nil : $0 } }
        return gone
    }
}
