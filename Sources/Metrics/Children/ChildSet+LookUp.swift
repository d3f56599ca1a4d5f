import CNinesThreadCells

/// Finding children by their key in memory, without a lock, and making them under one. Look-ups of few
/// label values, inlined into their callers, are in ``_FamilyLookUp``.
extension ChildSet {
    /// Runs `body`, which must only record, with the child of that key, made if it does not exist. Under this thread's
    /// mark, for which removals and expiry wait: what is recorded is recorded before the child goes.
    func withChild<Child: Instrument>(_ key: UnsafeRawBufferPointer, run body: (Child) -> Void) {
        let hash = KeyHash.hash(key)
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else {
            return body(unsafeDowncast(child(key), to: Child.self))
        }
        nines_mark_enter(mark)
        var found = standing(key, hash: hash)
        if let found, found.isOverflow { table.overflow?.count() }
        if found == nil {
            nines_mark_leave(mark)
            // A clock may be code of users.
            let start = start()
            found = state.withLock { state in
                guard let child = madeOrFound(key, hash: hash, at: start, &state) else { return nil }
                // Before the lock is given up: who takes the child out from now on waits for this thread.
                nines_mark_enter(mark)
                return (UnsafeRawPointer(Unmanaged.passUnretained(child).toOpaque()), false)
            }
            if found == nil { return body(unsafeDowncast(lost(key, start), to: Child.self)) }
        }
        if let found { Unmanaged<Child>.fromOpaque(found.child)._withUnsafeGuaranteedRef(body) }
        nines_mark_leave(mark)
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
        let start = start()
        return state.withLock { madeOrFound(key, hash: hash, at: start, &$0) } ?? lost(key, start)
    }

    /// Under the lock; nil when memory or cells are out.
    private func madeOrFound(
        _ key: UnsafeRawBufferPointer, hash: UInt64, at start: ChildStart, _ state: inout State
    ) -> Instrument? {
        if let found = present(key, hash: hash, state) { return found }
        guard let overflow, overflow.isFull(state.table.count), !overflow.isKey(key) else {
            return make(key, hash: hash, at: start, &state)
        }
        return overflowing(overflow, at: start, &state)
    }

    /// A child of which nothing is collected, for records that are counted as dropped.
    private func lost(_ key: UnsafeRawBufferPointer, _ start: ChildStart) -> Instrument {
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
