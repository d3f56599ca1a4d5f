/// Taking children out: unpublished a few at a time, then one wait for readers, whatever their number.
extension ChildSet {
    /// So many are gone through between two looks at the clock, which may be code of users and runs without the lock.
    static var portion: Int { 256 }

    /// Takes out the child of that key; false when there is none. Waits for readers, not for holders of handles.
    @usableFromInline
    func remove(_ key: UnsafeRawBufferPointer) -> Bool {
        let found = state.withLock { state in present(key, hash: KeyHash.hash(key), state).map { [$0] } ?? [] }
        return remove(consume found) == 1
    }

    /// Takes out the children that `isWanted` names, as they are when it is asked; returns how many. It runs without a
    /// lock: it is somebody else's code.
    func removeAll(where isWanted: ([Label]) -> Bool) -> Int {
        var children = all()
        children.removeAll { !isWanted(labels(of: $0)) }
        return remove(consume children)
    }

    /// Takes out the children that have all of `labels`; returns how many. A label that the family does not have is
    /// absent from all of its children.
    func removeAll(matching labels: [String: String]) -> Int {
        let wanted = labelNames.map { name in
            labels.first { $0.key.utf8.elementsEqual(name.utf8) }.map { Array($0.value.utf8) }
        }
        let others = labels.contains { label in
            !label.value.isEmpty && !labelNames.contains { $0.utf8.elementsEqual(label.key.utf8) }
        }
        guard !others else { return 0 }
        var children = all()
        children.removeAll { child in
            !zip(child.key.values, wanted).allSatisfy { value, wanted in wanted.map(value.elementsEqual) ?? true }
        }
        return remove(consume children)
    }

    /// Takes out every child.
    func removeAll() { removeAll(closing: false) }

    /// Takes out every child, and lets those that come later be seen by nobody: for a family that its registry exposes
    /// no longer. What somebody still records in it, through handles or by look-ups, is counted as dropped.
    func close() { removeAll(closing: true) }

    private func removeAll(closing: Bool) {
        let time = clock.now()
        var old: ChildTable?
        var dropped = Dropped()
        state.withLock { state in
            let wasClosed = state.isClosed
            state.isClosed = wasClosed || closing
            old = state.table.removeAll(publish: table.store)
            guard old != nil else { return }
            overflow?.forget()
            state.noteRemoval(at: time)
            dropped = Dropped(layout: state.changes.forget(), link: state.turn().last, areWatched: wasClosed)
        }
        guard let old else { return }
        var children: [Unmanaged<Instrument>] = []
        old.forEach { child, _ in children.append(.fromOpaque(child)) }
        if drop(&dropped, with: children) { old.deallocate() }
    }

    /// Takes out all but the child of that key, which is made if need be, in one step: no layout has it and others.
    /// Returns that child; nil when memory is out.
    func keepOnly(_ key: UnsafeRawBufferPointer) -> Instrument? {
        let hash = KeyHash.hash(key)
        let start = start()
        var dropped = Dropped()
        let (kept, others) = state.withLock { state -> (Instrument?, [Unmanaged<Instrument>]) in
            guard let kept = present(key, hash: hash, state) ?? make(key, hash: hash, at: start, &state) else {
                return (nil, [])
            }
            var others: [Unmanaged<Instrument>] = []
            state.table.current.forEach { child, _ in
                if child != UnsafeRawPointer(Unmanaged.passUnretained(kept).toOpaque()) {
                    others.append(.fromOpaque(child))
                }
            }
            for child in others { _ = unpublish(child, &state) }
            dropped = took(others[...], at: start.time, from: &state)
            return (kept, others)
        }
        drop(&dropped, with: others)
        return kept
    }

    /// Takes out those of `children` that are in the table; returns how many.
    private func remove(_ children: consuming [Instrument]) -> Int {
        var dropped = Dropped()
        let removed = unpublish(children, &dropped)
        drop(&dropped, with: removed)
        return removed.count
    }

    /// Those of `children` that were in the table until now. The array ends here: with it somebody would seem to hold
    /// handles.
    private func unpublish(_ children: consuming [Instrument], _ last: inout Dropped) -> [Unmanaged<Instrument>] {
        var removed: [Unmanaged<Instrument>] = []
        removed.reserveCapacity(children.count)
        for start in stride(from: 0, to: children.count, by: Self.portion) {
            // Their hashes, for which their keys are read, without the lock.
            let portion = children[start..<min(start + Self.portion, children.count)].map { ($0, $0.key.hash) }
            let time = clock.now()
            var (gone, first) = ([Unmanaged<Instrument>](), 0)
            gone.reserveCapacity(portion.count)
            touchSlots(portion.lazy.map(\.1))
            state.withLock(inTurns: portion) { state, child in
                let (child, hash) = (Unmanaged.passUnretained(child.0), child.1)
                if state.table.remove(child.toOpaque(), hash: hash) { gone.append(child) }
            } end: { state in
                var dropped = took(gone[first...], at: time, from: &state)
                // Once the family is closed, its table has none of these any more.
                if gone.count > first { swap(&last, &dropped) }
                first = gone.count
                return dropped
            }
            removed += gone
        }
        return removed
    }

    /// Takes `child` out of the table, under the lock; false when it is not in it.
    private func unpublish(_ child: Unmanaged<Instrument>, _ state: inout State) -> Bool {
        state.table.remove(child.toOpaque(), hash: child._withUnsafeGuaranteedRef { $0.key.hash })
    }

    /// Counts that `children` are in the table no more, under the lock.
    ///
    /// - Parameter time: What the clock said before the lock was taken.
    /// - Returns: what the caller must keep until it has released the lock.
    func took(_ children: ArraySlice<Unmanaged<Instrument>>, at time: UnixTime, from state: inout State) -> Dropped {
        guard !children.isEmpty else { return Dropped() }
        state.noteRemoval(at: time)
        if let overflow {
            for child in children { child._withUnsafeGuaranteedRef { overflow.went($0.keyBytes) } }
            if !overflow.isFull(state.table.count) { overflow.words.close() }
        }
        let layout = state.changes.remove(children)
        return Dropped(
            layout: layout, link: layout == nil ? nil : state.turn().last, areWatched: state.isClosed)
    }

    /// What a removal takes out of the family's state under its lock, and is freed without it: children may go with it.
    struct Dropped {
        var layout: FamilyLayout?
        var link: DepartedChildren?
        /// Whether ``RemovedHandles`` has watched the children since they were made.
        var areWatched = false
    }

    /// Not under the lock, and the layout before the children that it may be the last to have.
    @discardableResult
    private func drop(_ dropped: inout Dropped, with children: [Unmanaged<Instrument>]) -> Bool {
        let areWatched = dropped.areWatched
        dropped = Dropped()
        return depart(children, afterReaders: true, areWatched: areWatched)
    }

    /// Gives up the table's references to `children`, which no look-up finds any more, once no layout has them. Those
    /// that somebody holds are watched from now on: see ``RemovedHandles``.
    ///
    /// - Parameter afterReaders: Waits for readers first. While one may still be with a child, the references stay.
    /// - Parameter areWatched: Whether they are watched already.
    /// - Returns: False when it cannot be known whether a reader is.
    @discardableResult
    func depart(_ children: [Unmanaged<Instrument>], afterReaders: Bool, areWatched: Bool = false) -> Bool {
        guard !children.isEmpty else { return afterReaders ? ReaderMarks.shared.waitForReaders() : true }
        guard !afterReaders || ReaderMarks.shared.waitForReaders() else {
            DroppedRecords.unreclaimed.count(UInt64(children.count))
            return false
        }
        if afterReaders { freeOutgrown() }
        if !areWatched { RemovedHandles.shared.watch(children.filter { !$0.isUnheld }) }
        let areFree = state.withLock { state in
            if isKnownUniquelyReferenced(&state.departed) { return true }
            state.departed.keep(children)
            return false
        }
        if areFree { for child in children { child.release() } }
        return true
    }

    /// Every child. Slots of the table are read some at a time, as others want the lock; a table that is replaced
    /// meanwhile is read again, at the third time at once.
    private func all() -> [Instrument] {
        if let children = allInTurns() ?? allInTurns() { return children }
        var children: [Instrument] = []
        state.withLock { state in
            state.table.current.forEach { child, _ in
                children.append(Unmanaged<Instrument>.fromOpaque(child).takeUnretainedValue())
            }
        }
        return children
    }

    /// Nil when the table was replaced before all of its slots were read.
    private func allInTurns() -> [Instrument]? {
        let (capacity, count, replacements) = state.withLock {
            ($0.table.current.capacity, $0.table.count, $0.table.replacements)
        }
        var children: [Instrument] = []
        children.reserveCapacity(count)
        var isSameTable = true
        state.withLock(inTurns: 0..<capacity) { state, slot in
            isSameTable = isSameTable && state.table.replacements == replacements
            guard isSameTable else { return }
            state.table.current.visit(slot) { child, _ in
                children.append(Unmanaged<Instrument>.fromOpaque(child).takeUnretainedValue())
            }
        }
        return isSameTable ? children : nil
    }

    private func labels(of child: Instrument) -> [Label] {
        zip(labelNames, child.key.values).map { Label($0, String(decoding: $1, as: UTF8.self)) }
    }
}

extension ChildSet {
    /// When a family that takes this one's place begins at the earliest, to be told from it; nil for any time.
    var earliestRestart: UnixTime? { state.withLock { $0.earliestRestart } }

    /// To be called before the first child is made.
    func begin(noEarlierThan time: UnixTime) { state.withLock { $0.lastRemoval = time } }
}

extension ChildSet.State {
    /// Later than any child began that a collection has seen.
    fileprivate var earliestRestart: UnixTime? {
        lastSeenStart.map { UnixTime(milliseconds: $0.milliseconds &+ 1) }
    }

    /// Children that come from now on begin no earlier than `time`, and later than the removed ones: also within one
    /// millisecond, and when the clock was set back.
    fileprivate mutating func noteRemoval(at time: UnixTime) {
        lastRemoval = max(time, lastRemoval ?? time, earliestRestart ?? time)
    }
}

extension Unmanaged<Instrument> {
    /// Whether the table's is the only reference. Stays so while no look-up finds the child.
    var isUnheld: Bool {
        // The reference's bits are copied, which counts none: the question takes its operand for writing.
        var bits = toOpaque()
        return withUnsafeMutablePointer(to: &bits) { bits in
            UnsafeMutableRawPointer(bits).withMemoryRebound(to: Instrument.self, capacity: 1) {
                isKnownUniquelyReferenced(&$0.pointee)
            }
        }
    }
}
