/// The children of one family: looked up without a lock, made and removed under one.
///
/// How a look-up and a removal meet: a reader stands under its thread's mark from before it loads the table until after
/// it has recorded or retained; with a child that it made or found under the lock, from before it gives the lock up. A
/// removal takes the child out of the table, waits for the readers that may have seen it, and only then gives up the
/// table's reference. So no reader ever touches a child that is gone, and a record is either made before the removal is
/// over or never reaches the child. The cells are not zeroed for reuse before the last held handle is gone too. Expiry
/// leaves a way back to children that may still be wanted: see `expire`.
///
/// `state` is held for a few loads and stores at a time, and never while somebody waits for readers or sums cells:
/// threads that record in new children take it. Locks are taken in this order: `building`, then `state` or the
/// collection's, then the allocator's and that of returned cells, or that of the list of ``RemovedHandles``. Code of
/// users (predicates, label values, clocks) runs under none of them, but clocks under `building` and the collection's.
@usableFromInline
package final class ChildSet: Sendable {
    package let descriptor: FamilyDescriptor
    package let labelNames: [String]
    let maker: ChildMaker
    let limits: ChildLimits
    private let settings: FamilySettings
    let clock: MetricClock
    /// The table's address. Written under `state`'s lock, followed by readers under their marks.
    @usableFromInline
    let table: LookUpHeader
    let state: Lock<State>
    /// Nil for a family with any number of children.
    let overflow: Overflow?
    /// Held while a layout is made or children expire. Nil inside for a family whose children stay.
    let building: Lock<IdleTimes?>

    struct State {
        /// What ``ChildSet/table`` leads to.
        var table: GrowingTable
        var changes = ChildChanges()
        /// Whether the family was unregistered: then its children are for ``RemovedHandles`` alone.
        var isClosed = false
        /// When children were last taken out. The clock is read before the lock is taken, so a child may come later
        /// than its time says: it begins no earlier than this, as it may follow one of its name that was collected
        /// until then.
        var lastRemoval: UnixTime?
        /// The latest time that a child began.
        var lastStart: UnixTime?
        /// The latest time that a child began that a collection has seen. Not those of others, or children that come
        /// and go many times in a millisecond would take the times of many.
        var lastSeenStart: UnixTime?
        /// Those that left since the latest layout was begun.
        var departed = DepartedChildren()

        /// To be called when a layout is begun. Returns as `turn`.
        mutating func beginLayout() -> (next: DepartedChildren, last: DepartedChildren) {
            lastSeenStart = lastStart
            return turn()
        }

        /// Begins another link of departed children.
        ///
        /// - Returns: What the layout holds, and the link before, which the caller must keep until it has released the
        ///   lock: children may go with it.
        mutating func turn() -> (next: DepartedChildren, last: DepartedChildren) {
            let last = departed
            departed = last.makeNext()
            return (departed, last)
        }
    }

    init(
        _ descriptor: FamilyDescriptor, labelNames: [String], maker: ChildMaker, limits: ChildLimits,
        settings: FamilySettings, clock: MetricClock
    ) throws(RegistrationError) {
        // Made now and not by the first look-up: a process forked while one thread makes them would wait for that
        // thread, which it does not have.
        _ = ReaderMarks.shared
        _ = (KeyHash.secrets, SmallString.layoutIsKnown)
        // With three slots for each child a table that all of the used slots' children are in gets twice the size.
        guard let table = GrowingTable(spread: 3) else { throw RegistrationError.outOfMemory(descriptor.name) }
        self.descriptor = descriptor
        self.labelNames = labelNames
        self.maker = maker
        self.limits = limits
        self.settings = settings
        self.clock = clock
        overflow = limits.count.flatMap { labelNames.isEmpty ? nil : Overflow(limit: $0, labels: labelNames.count) }
        self.table = LookUpHeader(table.current, overflow: overflow?.words)
        state = Lock(State(table: table))
        building = Lock(limits.idleTime.map { IdleTimes(limit: $0) })
    }

    /// What this family, which somebody wants to register, does not share with the registered one of its name; nil when
    /// it is the same but for the help.
    func difference(from registered: ChildSet) -> String? {
        guard descriptor.type == registered.descriptor.type else { return "another type" }
        func text(_ unit: String?) -> String { unit.map { "\"\($0)\"" } ?? "none" }
        guard descriptor.unit == registered.descriptor.unit else {
            return "unit \(text(descriptor.unit)), registered with \(text(registered.descriptor.unit))"
        }
        guard labelNames.elementsEqual(registered.labelNames, by: { $0.utf8.elementsEqual($1.utf8) }) else {
            return "labels \(labelNames), registered with \(registered.labelNames)"
        }
        guard limits == registered.limits else {
            return "limits \(limits.text), registered with \(registered.limits.text)"
        }
        return settings.difference(from: registered.settings)
    }

    deinit {
        state.withLock { state in
            state.table.current.forEach { child, _ in Unmanaged<Instrument>.fromOpaque(child).release() }
            state.table.deallocate()
        }
        table.deallocate()
        overflow?.words.deallocate()
    }
}
