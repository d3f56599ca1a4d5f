/// Taking children out: unpublished together, then one wait for readers, whatever their number.
extension ChildSet {
    /// Takes out the child of that key; false when there is none. Waits for readers, not for holders of handles.
    @usableFromInline
    func remove(_ key: UnsafeRawBufferPointer) -> Bool {
        let found = state.withLock { _ in
            table.load().find(key, hash: KeyHash.hash(key)).map {
                Unmanaged<Instrument>.fromOpaque($0).takeUnretainedValue()
            }
        }
        return found.map { remove([$0]) == 1 } ?? false
    }

    /// Takes out the children that `isWanted` names, as they are when it is asked; returns how many. It runs without a
    /// lock: it is somebody else's code.
    func removeAll(where isWanted: ([Label]) -> Bool) -> Int {
        remove(all().filter { isWanted(labels(of: $0)) })
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
        return remove(
            all().filter { child in
                zip(child.key.values, wanted).allSatisfy { value, wanted in wanted.map(value.elementsEqual) ?? true }
            })
    }

    /// Takes out every child.
    func removeAll() { removeAll(closing: false) }

    /// Takes out every child, and makes no more: for a family that its registry exposes no longer. What somebody still
    /// records through handles to the children is counted as dropped.
    func close() {
        let children = all()
        removeAll(closing: true)
        UnregisteredChildren.shared.add(children)
    }

    private func removeAll(closing: Bool) {
        var old: ChildTable?
        var changes: ChildChanges?
        state.withLock { state in
            state.isClosed = state.isClosed || closing
            guard let empty = ChildTable(capacity: 8) else { return }
            old = table.load()
            table.store(empty)
            overflow?.forget()
            (state.used, state.count) = (0, 0)
            changes = state.changes.forget()
        }
        guard let old, ReaderMarks.shared.waitForReaders() else { return }
        withExtendedLifetime(changes) {}
        old.forEach { child in Unmanaged<Instrument>.fromOpaque(child).release() }
        old.deallocate()
    }

    /// Takes out those of `children` that are in the table; returns how many.
    func remove(_ children: [Instrument]) -> Int {
        var dropped: ChildChanges?
        let removed = state.withLock { state -> [Instrument] in
            let removed = children.filter { unpublish($0) != nil }
            dropped = took(removed, from: &state)
            return removed
        }
        withExtendedLifetime(dropped) {}
        // While a reader may still be with a child, the table's reference stays.
        if !removed.isEmpty, ReaderMarks.shared.waitForReaders() {
            for child in removed { Unmanaged.passUnretained(child).release() }
        }
        return removed.count
    }

    /// Takes `child` out of the table, under the lock; nil when it is not in it, else its slot.
    func unpublish(_ child: Instrument) -> Int? {
        table.load().remove(Unmanaged.passUnretained(child).toOpaque(), hash: child.key.hash)
    }

    /// Counts that `children` are in the table no more, under the lock.
    ///
    /// - Returns: what the caller must keep until it has released the lock.
    func took(_ children: [Instrument], from state: inout State) -> ChildChanges? {
        guard !children.isEmpty else { return nil }
        state.count -= children.count
        if let overflow {
            for child in children { overflow.went(child.keyBytes) }
            if !overflow.isFull(state.count) { overflow.words.close() }
        }
        return state.changes.remove(children)
    }

    private func all() -> [Instrument] {
        state.withLock { state in
            var children: [Instrument] = []
            children.reserveCapacity(state.count)
            table.load().forEach { children.append(Unmanaged<Instrument>.fromOpaque($0).takeUnretainedValue()) }
            return children
        }
    }

    private func labels(of child: Instrument) -> [Label] {
        zip(labelNames, child.key.values).map { Label($0, String(decoding: $1, as: UTF8.self)) }
    }
}
