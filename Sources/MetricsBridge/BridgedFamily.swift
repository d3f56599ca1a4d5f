import NinesMetrics

/// One family of the exposition, whose children may have different label names: two call sites of swift-metrics need
/// not agree on dimensions, and Prometheus takes an absent label for an empty one.
final class BridgedFamily: YieldingCollector {
    /// The family under its own name, and under the one that it has when something else has its own.
    let descriptors: [FamilyDescriptor]
    let key: FamilyKey
    /// What the family was made for: the kind of instrument, and its label in swift-metrics.
    let kind: BridgedKind
    let label: String
    private let source: UnkeyedChildren
    private let onMove: @Sendable (BridgeConflict) -> Void
    private let onCollect: @Sendable (BridgedFamily) -> Void
    private let idle = Lock(IdleChildren())
    private let state = Lock(State())

    private struct State {
        /// Which of the descriptors it has; nil for a family that is not exposed, because its names are taken.
        var place: Int?
        var children = BridgedPlaces()
        var list = ChildList()
        /// The latest that was made. It stays when a child comes or goes, and is dropped for the next one without a
        /// lock: a million instruments may go with it.
        var layout: Layout?
        /// Counts the children that came or went.
        var version = 0
        var told: Set<BridgeConflict.Reason> = []
        /// The labels of the child that counts for those beyond the limit, once there was one.
        var overflow: [Label]?
        /// When a child was last taken out. Clocks are read before the lock is taken, so that a child may come later
        /// than its time says: it begins no earlier than this, as it may follow one of its labels.
        var lastRemoval: UnixTime?
        /// The latest time that a child began, and that one began which a collection has seen: later ones of its labels
        /// begin after it, also within one millisecond, and when the clock was set back.
        var lastStart: UnixTime?
        var lastSeenStart: UnixTime?

        /// Whether label values may make one more child. Neither the one without labels nor the overflow child counts.
        func hasRoom(_ limit: Int?) -> Bool {
            guard let limit else { return true }
            let uncounted = [[], overflow].compactMap { $0 }.count { children[$0] != nil }
            return children.count - uncounted < limit
        }

        mutating func child(_ labels: [Label], _ make: () -> BridgedChild) -> BridgedChild {
            if let place = children[labels] { return place.child }
            let child = make()
            children[labels] = BridgedPlace(child: child)
            list.append(child)
            version += 1
            return child
        }

        /// The entries of `child` if it was leaving.
        mutating func stay(_ child: BridgedChild) -> [(kind: BridgedKind, entry: LookUpEntry)]? {
            guard let place = children[child.labels], place.child === child, place.isLeaving else { return nil }
            children[child.labels]?.isLeaving = false
            return place.entries
        }

        mutating func remove(_ labels: [Label], at time: UnixTime) {
            let earliest = lastSeenStart.map { UnixTime(milliseconds: $0.milliseconds &+ 1) }
            lastRemoval = max(time, lastRemoval ?? time, earliest ?? time)
            if let place = children.removeValue(forKey: labels) { list.remove(place.child) }
            version += 1
        }
    }

    private struct Layout {
        /// What `State.version` was.
        let version: Int
        let labels: LabelColumn
        let instruments: [Instrument]
    }

    /// - Parameter onMove: Told, without a lock, when a later registration takes the family's name.
    /// - Parameter onCollect: Called before each collection, without a lock.
    init(
        _ key: FamilyKey, _ descriptors: [FamilyDescriptor], kind: BridgedKind, label: String, source: UnkeyedChildren,
        onMove: @escaping @Sendable (BridgeConflict) -> Void,
        onCollect: @escaping @Sendable (BridgedFamily) -> Void
    ) {
        self.key = key
        self.descriptors = descriptors
        self.kind = kind
        self.label = label
        self.source = source
        self.onMove = onMove
        self.onCollect = onCollect
    }

    /// Claims a name in `registry`, with what there is to tell about it.
    func register(in registry: Registry) -> BridgeConflict? {
        guard let wanted = descriptors.first?.name else { return .otherType(label, label, exposedAs: nil) }
        // Before it can be told that it moved: under the state's lock, so that `moved` waits.
        let place = state.withLock { state in
            state.place = registry.register(yielding: self)
            return state.place
        }
        return place == 0 ? nil : .otherType(label, wanted, exposedAs: place.map { descriptors[$0].name })
    }

    func moved(to place: Int?) {
        let from = state.withLock { state -> String? in
            // Already told of a move that came later.
            guard let old = state.place, place.map({ $0 > old }) ?? true else { return nil }
            state.place = place
            return descriptors[old].name
        }
        guard let from else { return }
        onMove(.otherType(label, from, exposedAs: place.map { descriptors[$0].name }))
    }

    /// Whether the family was made for such an instrument.
    func isOf(_ kind: BridgedKind, _ label: String) -> Bool {
        self.kind == kind && self.label.utf8.elementsEqual(label.utf8)
    }

    var isExposed: Bool { state.withLock { $0.place != nil } }

    /// The name that it is exposed under now; what it was made for when it is not.
    var name: String { state.withLock { $0.place }.map { descriptors[$0].name } ?? label }

    /// Whether a conflict of that kind is the family's first.
    func isFirst(_ reason: BridgeConflict.Reason) -> Bool { state.withLock { $0.told.insert(reason).inserted } }

    /// The child with `labels`, made if there is room; else the one for all others, which gets the label names of the
    /// first that found no room: more such children would be without a bound themselves.
    ///
    /// - Returns: Also the entries of the child, which is to stay, if it was leaving.
    func child(
        _ labels: [Label], limit: Int?, at time: UnixTime
    ) -> (BridgedChild, isOverflow: Bool, staying: [(kind: BridgedKind, entry: LookUpEntry)]) {
        state.withLock { state in
            let fits = labels.isEmpty || state.children[labels] != nil || state.hasRoom(limit)
            let own = fits ? labels : state.overflow ?? labels.map { Label($0.name, "other") }
            if !fits { state.overflow = own }
            let begin = max(time, state.lastRemoval ?? time)
            state.lastStart = max(begin, state.lastStart ?? begin)
            let child = state.child(own) {
                BridgedChild(family: key, labels: own, instrument: source.make(at: begin))
            }
            return (child, !fits, state.stay(child) ?? [])
        }
    }

    /// Notes that `entry` leads to `child`; false when the child has as many entries as it may.
    func note(_ entry: LookUpEntry, in kind: BridgedKind, of child: BridgedChild) -> Bool {
        state.withLock { state in
            guard let count = state.children[child.labels]?.entries.count, count < BridgedPlace.entryLimit else {
                return false
            }
            state.children[child.labels]?.entries.append((kind, entry))
            return true
        }
    }

    /// Takes out the child that `handler` leads to, unless it was before; what is left is to take out its entries.
    ///
    /// - Parameter time: What the clock said before.
    /// - Returns: Nil when it stays, or is gone.
    func remove(_ handler: BridgedHandler, at time: UnixTime) -> [(kind: BridgedKind, entry: LookUpEntry)]? {
        state.withLock { state in
            guard let place = state.children[handler.labels], place.child.instrument === handler.instrument else {
                return nil
            }
            // It counts for others, too.
            if handler.labels == state.overflow { return nil }
            state.remove(handler.labels, at: time)
            return place.entries
        }
    }

    /// Runs `body` with all children, while no other expiry of the family does.
    func expiring(_ body: (IdleChildren, UnkeyedChildren, [BridgedChild]) -> Void) {
        idle.withLock { body($0, source, state.withLock(\.list).all) }
    }

    /// Says that `child` may be about to go; its entries, unless it is gone.
    func leave(_ child: BridgedChild) -> [(kind: BridgedKind, entry: LookUpEntry)]? {
        state.withLock { state in
            guard let place = state.children[child.labels], place.child === child else { return nil }
            state.children[child.labels]?.isLeaving = true
            return place.entries
        }
    }

    /// Says that `child` stays; its entries if it was still leaving.
    func stay(_ child: BridgedChild) -> [(kind: BridgedKind, entry: LookUpEntry)]? {
        state.withLock { $0.stay(child) }
    }

    /// Takes out `child` if it is still leaving; its entries then.
    ///
    /// - Parameter time: What the clock said before.
    func takeOut(_ child: BridgedChild, at time: UnixTime) -> [(kind: BridgedKind, entry: LookUpEntry)]? {
        state.withLock { state in
            let entries = state.stay(child)
            if entries != nil { state.remove(child.labels, at: time) }
            return entries
        }
    }

    func collect(as descriptor: FamilyDescriptor) -> FamilySnapshot? {
        onCollect(self)
        let (known, list, version) = state.withLock { state in
            state.lastSeenStart = state.lastStart
            return (state.layout, state.list, state.version)
        }
        let current = known.flatMap { $0.version == version ? $0 : nil }
        guard let layout = current ?? arrange(descriptor, list.all, version) else { return nil }
        return source.snapshot(descriptor, labels: layout.labels, children: layout.instruments)
    }

    /// Sorted and rendered without the lock, which a thread needs that records in a new child.
    private func arrange(_ descriptor: FamilyDescriptor, _ children: [BridgedChild], _ version: Int) -> Layout? {
        // Label names stand in the order in which the children first have them; a dictionary's would be another in each
        // process.
        let children = children.sorted { Self.precedes($0.labels, $1.labels) }
        guard let order = try? SampleOrder(children.map(\.labels), of: descriptor) else { return nil }
        let layout = Layout(
            version: version, labels: order.labels, instruments: order.positions.map { children[$0].instrument })
        let old = state.withLock { state -> Layout? in
            guard state.version == version else { return nil }
            defer { state.layout = layout }
            return state.layout
        }
        // Dropped without the lock.
        withExtendedLifetime(old) {}
        return layout
    }

    /// Name by name, then value by value, as bytes.
    private static func precedes(_ first: [Label], _ second: [Label]) -> Bool {
        for (left, right) in zip(first, second) {
            if !left.name.utf8.elementsEqual(right.name.utf8) {
                return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            }
            if !left.value.utf8.elementsEqual(right.value.utf8) {
                return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
            }
        }
        return first.count < second.count
    }
}
