public import CNinesThreadCells

/// Finding children without a lock, and making them under one.
extension ChildSet {
    /// Runs `body` with the child of that key, made if it does not exist, without retaining it.
    ///
    /// `body` must only record: it runs under the thread's mark.
    @inlinable @inline(__always)
    func withChild<Child: Instrument>(_ key: UnsafeRawBufferPointer, as: Child.Type, _ body: (Child) -> Void) {
        let hash = KeyHash.hash(key, seed: KeyHash.seed)
        if let mark = nines_thread_mark() {
            nines_mark_enter(mark)
            if let child = table.load().find(key, hash: hash) {
                Unmanaged<Child>.fromOpaque(child)._withUnsafeGuaranteedRef(body)
                nines_mark_leave(mark)
                withExtendedLifetime(self) {}
                return
            }
            nines_mark_leave(mark)
        }
        body(unsafeDowncast(child(key, hash: hash), to: Child.self))
    }

    /// The child of that key, made if it does not exist.
    @inlinable
    func child(_ key: UnsafeRawBufferPointer) -> Instrument {
        child(key, hash: KeyHash.hash(key, seed: KeyHash.seed))
    }

    @usableFromInline
    func child(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Instrument {
        if let mark = nines_thread_mark() ?? ReaderMarks.shared.claim() {
            nines_mark_enter(mark)
            let found = table.load().find(key, hash: hash).map {
                Unmanaged<Instrument>.fromOpaque($0).takeUnretainedValue()
            }
            nines_mark_leave_retaining(mark)
            if let found { return found }
        }
        return findOrMake(key, hash: hash)
    }

    private func findOrMake(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Instrument {
        var outgrown: ChildTable?
        let child = state.withLock { state -> Instrument? in
            if let found = table.load().find(key, hash: hash) {
                return Unmanaged<Instrument>.fromOpaque(found).takeUnretainedValue()
            }
            guard makeRoom(&state, outgrown: &outgrown), let made = maker.make(LabelKey(copying: key), clock.now())
            else { return nil }
            table.load().insert(Unmanaged.passRetained(made).toOpaque(), hash: hash)
            state.used += 1
            state.count += 1
            state.layout = nil
            return made
        }
        free(outgrown)
        if let child { return child }
        DroppedRecords.capacity.count()
        return maker.makeLost(LabelKey(copying: key), clock.now())
    }

    /// Sees to it that at least one slot in two stays empty; false when memory is out.
    private func makeRoom(_ state: inout State, outgrown: inout ChildTable?) -> Bool {
        let old = table.load()
        guard (state.used + 1) * 2 > old.capacity else { return true }
        // Twice the children, not twice the slots: a table full of removed slots is rebuilt at its size.
        var capacity = 8
        while capacity < (state.count + 1) * 4 { capacity *= 2 }
        guard let grown = ChildTable(capacity: capacity) else { return state.used + 1 < old.capacity }
        old.forEach { grown.insert($0, hash: $1) }
        table.store(grown)
        state.used = state.count
        outgrown = old
        return true
    }

    private func free(_ outgrown: ChildTable?) {
        guard let outgrown, ReaderMarks.shared.waitForReaders() else { return }
        outgrown.deallocate()
    }
}
