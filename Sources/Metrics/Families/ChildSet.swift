/// The children of one family: looked up without a lock, made and removed under one.
///
/// How a look-up and a removal meet: a reader stands under its thread's mark from before it loads the table until after
/// it has recorded or retained. A removal takes the child out of the table, waits for the readers that may have seen it,
/// and only then gives up the table's reference. So no reader ever touches a child that is gone, and a record is either
/// made before the removal is over or never reaches the child. The cells are not zeroed for reuse before the last held
/// handle is gone too.
@usableFromInline
package final class ChildSet: Sendable {
    package let descriptor: FamilyDescriptor
    package let labelNames: [String]
    let maker: ChildMaker
    private let limits: ChildLimits
    let clock: MetricClock
    /// The table's address. Written under `state`'s lock, followed by readers under their marks.
    @usableFromInline
    let table: TableWord
    let state: Lock<State>

    struct State {
        /// Slots that are not empty.
        var used = 0
        /// Children in the table.
        var count = 0
        /// Nil since a child came or went.
        var layout: FamilyLayout? { didSet { if layout == nil { version += 1 } } }
        /// Changes whenever a child comes or goes.
        var version = 0
    }

    init(
        _ descriptor: FamilyDescriptor, labelNames: [String], maker: ChildMaker, limits: ChildLimits,
        clock: MetricClock
    ) throws(RegistrationError) {
        // Made now and not by the first look-up: a process forked while one thread makes them waits for that thread for
        // ever, and does not have it.
        _ = ReaderMarks.shared
        _ = (KeyHash.secrets, SmallString.layoutIsKnown)
        guard let table = ChildTable(capacity: 8) else { throw RegistrationError.outOfMemory(descriptor.name) }
        self.descriptor = descriptor
        self.labelNames = labelNames
        self.maker = maker
        self.limits = limits
        self.clock = clock
        self.table = TableWord(table)
        state = Lock(State())
    }

    deinit {
        let table = self.table.load()
        table.forEach { child in Unmanaged<Instrument>.fromOpaque(child).release() }
        table.deallocate()
        self.table.deallocate()
    }
}

// Removing and collecting

extension ChildSet {
    /// Takes out the child of that key; false when there is none. Waits for readers, not for holders of handles.
    @usableFromInline
    func remove(_ key: UnsafeRawBufferPointer) -> Bool {
        let hash = KeyHash.hash(key)
        let removed = state.withLock { state -> Unmanaged<Instrument>? in
            guard let found = table.load().find(key, hash: hash) else { return nil }
            table.load().remove(found, hash: hash)
            state.count -= 1
            state.layout = nil
            return Unmanaged<Instrument>.fromOpaque(found)
        }
        guard let removed else { return false }
        if ReaderMarks.shared.waitForReaders() { removed.release() }
        return true
    }

    /// Takes out every child.
    @usableFromInline
    func removeAll() {
        var old: ChildTable?
        state.withLock { state in
            guard let empty = ChildTable(capacity: 8) else { return }
            old = table.load()
            table.store(empty)
            state = State(version: state.version + 1)
        }
        guard let old, ReaderMarks.shared.waitForReaders() else { return }
        old.forEach { child in Unmanaged<Instrument>.fromOpaque(child).release() }
        old.deallocate()
    }

    /// The children in order, with their label sets; the same object until a child comes or goes.
    func layout() -> FamilyLayout {
        let (layout, children, version) = state.withLock { state -> (FamilyLayout?, [Instrument], Int) in
            if let layout = state.layout { return (layout, [], state.version) }
            var children: [Instrument] = []
            children.reserveCapacity(state.count)
            table.load().forEach { child in
                children.append(Unmanaged<Instrument>.fromOpaque(child).takeUnretainedValue())
            }
            return (nil, children, state.version)
        }
        if let layout { return layout }
        // Sorted and rendered without the lock, which a thread needs that records in a new child.
        let fresh = FamilyLayout(children, labelNames: labelNames, rows: maker.rows)
        state.withLock { if $0.version == version { $0.layout = fresh } }
        return fresh
    }

    /// The children's values, in the layout's order. The caller holds the layout until after the collection.
    func columns(of layout: FamilyLayout, in sums: borrowing CellStore.Sums) -> FamilyColumns {
        maker.columns(layout.children, sums)
    }
}
