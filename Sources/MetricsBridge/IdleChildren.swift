import NinesMetrics

/// How long each child of a family has gone without updates, as seen by collections: as for families of the service's
/// own, an idle time counts from the first look that found nothing new. Behind a lock that collections hold, one at a
/// time, and recording never takes.
struct IdleChildren {
    struct Look {
        var seen: UInt64
        var updated: Duration
    }

    /// Looks at `children`, and returns those that have been idle for `limit` and are at rest.
    func look(
        at children: [BridgedChild], of source: UnkeyedChildren, now: Duration, limit: Duration
    ) -> [BridgedChild] {
        look(at: children, of: source, now: now)
        return children.filter { child in
            child.look.map { now - $0.updated >= limit } ?? false && child.instrument.isAtRest
        }
    }

    /// Those of `children` that were not updated since the look.
    func stillIdle(_ children: [BridgedChild], of source: UnkeyedChildren, now: Duration) -> [BridgedChild] {
        let updated = look(at: children, of: source, now: now)
        return zip(children, updated).compactMap { $1 ? nil : $0 }
    }

    @discardableResult
    private func look(at children: [BridgedChild], of source: UnkeyedChildren, now: Duration) -> [Bool] {
        var seen = children.map { $0.look?.seen ?? 0 }
        let updated = source.wereUpdated(children.map(\.instrument), since: &seen)
        for (index, child) in children.enumerated() {
            let time = updated[index] ? now : child.look?.updated ?? now
            child.look = Look(seen: seen[index], updated: time)
        }
        return updated
    }
}
