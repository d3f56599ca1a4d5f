import NinesMetrics

/// How long each child of a family has gone without updates, as seen by collections: as for families of the service's own,
/// an idle time counts from the first look that found nothing new.
struct IdleChildren {
    private struct Look {
        /// Held, so that no new child gets the address of an old one.
        let child: BridgedChild
        var seen: UInt64
        var updated: Duration
    }

    private var looks: [ObjectIdentifier: Look] = [:]

    /// Looks at `children`, which are all there are, and returns those that have been idle for `limit`.
    mutating func look(
        at children: [BridgedChild], of source: UnkeyedChildren, now: Duration, limit: Duration
    ) -> [BridgedChild] {
        var seen = children.map { looks[ObjectIdentifier($0)]?.seen ?? 0 }
        let updated = source.wereUpdated(children.map(\.instrument), since: &seen)
        var next: [ObjectIdentifier: Look] = [:]
        var idle: [BridgedChild] = []
        for (index, child) in children.enumerated() {
            let last = looks[ObjectIdentifier(child)]?.updated
            let time = updated[index] ? now : last ?? now
            next[ObjectIdentifier(child)] = Look(child: child, seen: seen[index], updated: time)
            if now - time >= limit { idle.append(child) }
        }
        looks = next
        return idle
    }

    /// Whether `child` was updated since the look.
    mutating func wasUpdated(_ child: BridgedChild, of source: UnkeyedChildren, now: Duration) -> Bool {
        guard var look = looks[ObjectIdentifier(child)] else { return true }
        var seen = [look.seen]
        guard source.wereUpdated([child.instrument], since: &seen) == [true] else { return false }
        (look.seen, look.updated) = (seen[0], now)
        looks[ObjectIdentifier(child)] = look
        return true
    }
}
