import CNinesThreadCells

/// Finding children by their key in memory, without a lock, and making them under one. Look-ups of few
/// label values, inlined into their callers, are in ``_FamilyLookUp``.
extension ChildSet {
    /// Runs `body`, which must only record, with the child of that key, made if it does not exist.
    func withChild<Child: Instrument>(_ key: UnsafeRawBufferPointer, run body: (Child) -> Void) {
        let hash = KeyHash.hash(key)
        var isCounted = false
        // A new child and the overflow child are recorded in under the mark too: expiry waits for marks, and not for
        // handles. Twice is enough unless somebody removes it as often; then nobody could tell which came first.
        for _ in 0..<3 {
            if let mark = nines_thread_mark() {
                nines_mark_enter(mark)
                let found = standing(key, hash: hash)
                if let found {
                    if found.isOverflow, !isCounted { table.overflow?.count() }
                    Unmanaged<Child>.fromOpaque(found.child)._withUnsafeGuaranteedRef(body)
                }
                nines_mark_leave(mark)
                if found != nil { return }
            }
            let child = nines_thread_mark() == nil ? child(key) : findOrMake(key, hash: hash)
            guard limits.idleTime != nil else { return body(unsafeDowncast(child, to: Child.self)) }
            isCounted = !child.keyBytes.elementsEqual(key)
            // While children are leaving, nothing leads to the overflow child without the lock.
            if isCounted, table.overflow?.child == nil { return body(unsafeDowncast(child, to: Child.self)) }
        }
        body(unsafeDowncast(child(key), to: Child.self))
    }

    /// The child of that key, made if it does not exist.
    func child(_ key: UnsafeRawBufferPointer) -> Instrument {
        let hash = KeyHash.hash(key)
        return find(key, hash: hash) ?? findOrMake(key, hash: hash)
    }

    /// The child of that key, or the one that stands for it in a full family, without a lock; nil when there is none or
    /// memory is out.
    private func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Instrument? {
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return nil }
        nines_mark_enter(mark)
        let found = standing(key, hash: hash)
        if let found, found.isOverflow { table.overflow?.count() }
        let child = found.map { Unmanaged<Instrument>.fromOpaque($0.child).takeUnretainedValue() }
        nines_mark_leave_retaining(mark)
        return child
    }

    /// The same, unretained. To be called under a reader's mark.
    private func standing(
        _ key: UnsafeRawBufferPointer, hash: UInt64
    ) -> (child: UnsafeRawPointer, isOverflow: Bool)? {
        if let child = table.load().find(key, hash: hash) { return (child, false) }
        guard let other = table.overflow?.child else { return nil }
        // Once more: it may have been the last child that there was room for, made since the first look.
        if let child = table.load().find(key, hash: hash) { return (child, false) }
        return (other, true)
    }

    private func findOrMake(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Instrument {
        // A clock may be code of users.
        let start = start()
        let child = state.withLock { state -> Instrument? in
            if let found = present(key, hash: hash, state) { return found }
            guard let overflow, overflow.isFull(state.table.count), !overflow.isKey(key) else {
                return make(key, hash: hash, at: start, &state)
            }
            return overflowing(overflow, at: start, &state)
        }
        if let child { return child }
        DroppedRecords.capacity.count()
        return maker.makeLost(LabelKey(copying: key) ?? LabelKey.none, start)
    }

    /// The child of that key, under the lock. One that is leaving stays then.
    func present(_ key: UnsafeRawBufferPointer, hash: UInt64, _ state: borrowing State) -> Instrument? {
        if let child = state.table.current.find(key, hash: hash) {
            return Unmanaged<Instrument>.fromOpaque(child).takeUnretainedValue()
        }
        guard limits.idleTime != nil, let child = state.table.current.leaving(key, hash: hash) else { return nil }
        state.table.stay(child, hash: hash)
        return Unmanaged<Instrument>.fromOpaque(child).takeUnretainedValue()
    }

    /// A new child in the table, under the lock; nil when memory or cells are out.
    func make(
        _ key: UnsafeRawBufferPointer, hash: UInt64, at start: ChildStart, _ state: inout State
    ) -> Instrument? {
        var start = start
        start.time = max(start.time, state.lastRemoval ?? start.time)
        guard makeRoom(&state), let copy = LabelKey(copying: key), let made = maker.make(copy, start) else {
            return nil
        }
        state.lastStart = max(start.time, state.lastStart ?? start.time)
        let reference = Unmanaged.passRetained(made)
        guard state.table.insert(reference.toOpaque(), hash: hash) else {
            reference.release()
            return nil
        }
        state.changes.add(reference)
        overflow?.came(key)
        // Nobody exposes it: what is recorded in it is counted as in children that were removed.
        if state.isClosed { RemovedHandles.shared.watch(new: made) }
        return made
    }

    /// False when memory is out.
    private func makeRoom(_ state: inout State) -> Bool {
        state.table.makeRoom(
            hash: { child in Unmanaged<Instrument>.fromOpaque(child)._withUnsafeGuaranteedRef { $0.key.hash } },
            publish: table.store)
    }

    /// Frees the tables that were outgrown. Waits for readers.
    func freeOutgrown() {
        let outgrown = state.withLock { $0.table.takeOutgrown() }
        guard !outgrown.isEmpty else { return }
        guard ReaderMarks.shared.waitForReaders() else {
            return DroppedRecords.unreclaimed.count(UInt64(outgrown.count))
        }
        for table in outgrown { table.deallocate() }
    }
}
