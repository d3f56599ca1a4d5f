/// How long each child of a family has gone without updates, as seen by collections.
///
/// Updates are seen when a collection looks, so an idle time counts from the first look that found nothing new: a child
/// goes after at least the family's limit without updates, and at most that and two intervals between collections.
struct IdleTimes {
    let limit: Duration
    /// What the arrays are about. Held, so that no new child gets the address of an old one.
    private(set) var layout: FamilyLayout?
    /// What each child let be seen at the last look.
    private var seen: [UInt64] = []
    /// When a look last found each child updated, or first found it.
    private var updated: [Duration] = []

    init(limit: Duration) {
        self.limit = limit
    }

    /// Looks at every child of `layout`, and returns the positions of those that have been idle for too long and are at
    /// rest.
    mutating func look(at layout: FamilyLayout, now: Duration, in slabs: borrowing CellStore.Slabs) -> [Int] {
        follow(layout, now: now, in: slabs)
        var idle: [Int] = []
        for index in layout.indices {
            if layout[index].wasUpdated(since: &seen[index], in: slabs) {
                updated[index] = now
            } else if now - updated[index] >= limit, layout[index].isAtRest {
                idle.append(index)
            }
        }
        return idle
    }

    /// Whether the child at that position of the layout was updated since the look.
    mutating func wasUpdated(_ index: Int, now: Duration, in slabs: borrowing CellStore.Slabs) -> Bool {
        guard let layout, layout[index].wasUpdated(since: &seen[index], in: slabs) else { return false }
        updated[index] = now
        return true
    }

    /// Carries over what is known of children that are in both layouts: walks both in their order.
    private mutating func follow(_ next: FamilyLayout, now: Duration, in slabs: borrowing CellStore.Slabs) {
        guard layout !== next else { return }
        var nextSeen: [UInt64] = []
        var nextUpdated: [Duration] = []
        nextSeen.reserveCapacity(next.count)
        nextUpdated.reserveCapacity(next.count)
        var index = 0
        for child in next {
            while let layout, index < layout.count, KeyOrder.precedes(layout[index].keyBytes, child.keyBytes) {
                index += 1
            }
            if let layout, index < layout.count, layout[index] === child {
                nextSeen.append(seen[index])
                nextUpdated.append(updated[index])
            } else {
                var first: UInt64 = 0
                _ = child.wasUpdated(since: &first, in: slabs)
                nextSeen.append(first)
                nextUpdated.append(now)
            }
        }
        (layout, seen, updated) = (next, nextSeen, nextUpdated)
    }
}
