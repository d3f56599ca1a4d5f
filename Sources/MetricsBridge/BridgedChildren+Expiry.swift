import NinesMetrics

/// Removing children that were not updated for the policy's idle time.
extension BridgedChildren {
    /// Takes out the children of `family` that were idle for too long and of which nobody holds a handler: who holds
    /// one may record in it at any time. Nothing for a policy without an idle time. Called by each collection.
    ///
    /// No record is lost, and no call waits. What leads to the idle children is made to leave: look-ups do not find it
    /// in the tables, but a call that comes for the child under the lock makes it stay. Then readers are waited for,
    /// then it is seen that nobody holds a handler, then that nothing was recorded, which takes no lock that calls
    /// take. What is still leaving after that was in nobody's hands from before the last look on: it goes, and all
    /// others stay.
    func expire(_ family: BridgedFamily, after limit: Duration) {
        let now = registry.clock.elapsed()
        family.expiring { looks, source, children in
            let idle = inTurns(looks.look(at: children, of: source, now: now, limit: limit), where: \.isUnheld)
            guard !idle.isEmpty else { return }
            // Where readers cannot be waited for, children stay: a reader may be about to record in one.
            guard ReaderMarks.shared.canWait else { return Unreclaimed.count(1) }
            let leaving = inTurns(idle) { child in
                guard child.isUnheld, let entries = family.leave(child) else { return false }
                for (kind, entry) in entries { tables[kind].leave(entry) }
                return true
            }
            guard !leaving.isEmpty else { return }
            var gone: [BridgedChild] = []
            if ReaderMarks.shared.waitForReaders() {
                gone = looks.stillIdle(inTurns(leaving, where: \.isUnheld), of: source, now: now)
            }
            var entries: [Unmanaged<LookUpEntry>] = []
            let time = registry.clock.now()
            _ = inTurns(gone) { child in
                for (kind, entry) in family.takeOut(child, at: time) ?? [] {
                    if let entry = tables[kind].takeOut(entry) { entries.append(entry) }
                }
                return true
            }
            _ = inTurns(leaving) { child in
                for (kind, entry) in family.stay(child) ?? [] { tables[kind].stay(entry) }
                return true
            }
            for entry in entries { entry.release() }
        }
    }

    /// Those of `children` that `isWanted` says yes to under the lock, which calls need and get first.
    private func inTurns(_ children: [BridgedChild], where isWanted: (BridgedChild) -> Bool) -> [BridgedChild] {
        var wanted: [BridgedChild] = []
        wanted.reserveCapacity(children.count)
        state.withLock(inTurns: children) { _, child in
            if isWanted(child) { wanted.append(child) }
        }
        return wanted
    }
}

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
