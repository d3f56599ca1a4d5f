import Synchronization

/// Children of unregistered families that somebody still holds: what is recorded in them is exposed nowhere, and
/// counted in `nines_metrics_dropped_total{reason="removed"}` instead.
///
/// Recording has no part in it: each collection of any registry looks at what they have counted since the last one.
/// That of a counter is the sum of its increments. A child that nobody holds any more is looked at once more and let
/// go.
final class UnregisteredChildren: Sendable {
    static let shared = UnregisteredChildren()

    private struct Held {
        var child: Instrument
        /// What the last look saw.
        var seen: UInt64
    }

    private let children = Lock<[Held]>([])
    /// So that a collection of a process without any takes no lock. Relaxed: who unregistered before, and tells, is
    /// seen.
    private let isEmpty = Atomic(true)

    /// Begins to look at those of `children` that somebody else holds too.
    func add(_ children: [Instrument]) {
        var held = children.map { Held(child: $0, seen: 0) }
        guard !held.isEmpty else { return }
        CellStore.shared.collect { sums in
            for index in held.indices { _ = held[index].child.records(since: &held[index].seen, in: sums) }
        }
        self.children.withLock { children in
            children += held
            isEmpty.store(false, ordering: .relaxed)
        }
        // Lets go of those of earlier calls, also where nobody collects.
        count()
    }

    /// Counts what was recorded since the last call.
    func count() {
        guard !isEmpty.load(ordering: .relaxed) else { return }
        var (lost, released): (UInt64, [Instrument]) = (0, [])
        children.withLock { children in
            var kept: [Held] = []
            var free = children.indices.map { isKnownUniquelyReferenced(&children[$0].child) }
            // Pairs with the release by which others gave up their references: what they recorded is seen from here on.
            atomicMemoryFence(ordering: .acquiring)
            CellStore.shared.collect { sums in
                for index in children.indices {
                    lost &+= children[index].child.records(since: &children[index].seen, in: sums)
                }
            }
            for (index, held) in children.enumerated() {
                if free[index] { released.append(held.child) } else { kept.append(held) }
            }
            free = []
            children = kept
            isEmpty.store(kept.isEmpty, ordering: .relaxed)
        }
        // Freed only now: their end takes the collection's lock.
        withExtendedLifetime(released) {}
        if lost > 0 { DroppedRecords.removed.count(lost) }
    }
}
