/// The writer's side of a ``ChildTable``: whoever holds the writer's lock inserts and removes through it, and it grows
/// some slots at a time, so that nobody waits for the lock while a large table is copied.
///
/// When half of the slots are in use, another table is begun, and each insertion copies some slots into it. Until all
/// are copied, readers search the one they know, and what changes in it changes in the copied part too. The insertion
/// that copies the last slot publishes the new table.
package struct GrowingTable: Sendable {
    /// How many slots an insertion copies. A table of so many is copied at once, a larger one while it gets fuller by a
    /// 32nd of its slots.
    package static var portion: Int { 32 }

    /// What readers search.
    package private(set) var current: ChildTable
    /// What takes its place, with the children of its first `copied` slots; nil while there is room enough.
    private var next: (table: ChildTable, copied: Int, used: Int)?
    /// Slots of `current` that are not empty.
    private var used = 0
    /// Children in the table, those that are leaving too.
    package private(set) var count = 0
    /// How often another table took the place of one.
    package private(set) var replacements = 0
    /// Tables whose place others took: to be freed by whoever waits for readers next, as a thread that records does not
    /// wait.
    private var outgrown: [ChildTable] = []
    private let spread: Int

    /// Nil when memory is out.
    ///
    /// - Parameter spread: a new table has a power of two of slots, at least so many for each child.
    package init?(spread: Int) {
        guard let table = ChildTable(capacity: 8) else { return nil }
        current = table
        self.spread = spread
    }

    /// Frees all tables, when nobody reads any more.
    package func deallocate() {
        current.deallocate()
        next?.table.deallocate()
        for table in outgrown { table.deallocate() }
    }

    /// Sees to it that there is a slot for one more child; false when memory is out.
    ///
    /// - Parameters:
    ///   - hash: of a child in the table.
    ///   - publish: called with the table that readers search from now on, if it is another one.
    package mutating func makeRoom(
        hash: (UnsafeRawPointer) -> UInt64, publish: (ChildTable) -> Void
    ) -> Bool {
        if next == nil, (used + 1) * 2 > current.capacity {
            // By the children, not by the slots: a table full of removed slots is rebuilt at its size. Children come
            // while it is filled.
            var capacity = 8
            while capacity < (count + current.capacity / Self.portion + 1) * spread { capacity *= 2 }
            next = ChildTable(capacity: capacity).map { ($0, 0, 0) }
        }
        if let next {
            let table = next.table
            var (copied, used) = (next.copied, next.used)
            let end = min(copied + Self.portion, current.capacity)
            while copied < end {
                current.visit(copied) { child, isLeaving in
                    // Its address had room for a tag in the old table.
                    if table.insert(child, hash: hash(child), isLeaving: isLeaving)?.wasEmpty == true { used += 1 }
                }
                copied += 1
            }
            self.next = (table, copied, used)
            if copied == current.capacity {
                publish(table)
                outgrown.append(current)
                (current, self.used, self.next) = (table, used, nil)
                replacements += 1
            }
        }
        return used + 1 < current.capacity
    }

    /// Puts `child` in, for which `makeRoom` made room; false when its address leaves no room for a tag, which those of
    /// today's systems do.
    package mutating func insert(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        guard let place = current.insert(child, hash: hash) else { return false }
        if place.wasEmpty { used += 1 }
        count += 1
        if let next, place.slot < next.copied, next.table.insert(child, hash: hash)?.wasEmpty == true {
            self.next?.used += 1
        }
        return true
    }

    /// Takes out `child`, leaving or not; false when it is not in the table.
    package mutating func remove(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        guard current.remove(child, hash: hash) else { return false }
        count -= 1
        _ = next?.table.remove(child, hash: hash)
        return true
    }

    /// Takes out `child` if it is still leaving.
    package mutating func removeLeaving(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        guard current.removeLeaving(child, hash: hash) else { return false }
        count -= 1
        _ = next?.table.removeLeaving(child, hash: hash)
        return true
    }

    /// Readers do not find `child` from now on, but the writer does; false when it is not in the table.
    package func leave(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        _ = next?.table.leave(child, hash: hash)
        return current.leave(child, hash: hash)
    }

    /// Readers find `child` again, if it is still leaving.
    package func stay(_ child: UnsafeRawPointer, hash: UInt64) {
        next?.table.stay(child, hash: hash)
        current.stay(child, hash: hash)
    }

    /// Begins with an empty table.
    ///
    /// - Returns: the one that had the children, to be freed once the readers have left; nil when memory is out.
    package mutating func removeAll(publish: (ChildTable) -> Void) -> ChildTable? {
        guard let empty = ChildTable(capacity: 8) else { return nil }
        publish(empty)
        let old = current
        if let next { outgrown.append(next.table) }
        (current, next, used, count) = (empty, nil, 0, 0)
        replacements += 1
        return old
    }

    /// The outgrown tables, to be freed once the readers have left.
    package mutating func takeOutgrown() -> [ChildTable] {
        defer { outgrown = [] }
        return outgrown
    }
}
