/// The metrics of a service, or of a part of it: registers instruments and collects them.
///
/// ```swift
/// let requests = try Registry.default.counter("http_requests_total", help: "Requests served.")
/// requests.increment()
/// ```
///
/// Register at start and keep the handles. Registering takes a lock; recording never does. A second registration of a
/// name with the same type, unit, label names, bounds and limits gives the handle or family of the first, whose help
/// stays; any other throws an error that names both. ``unregister(_:)`` makes a name free again.
public final class Registry: MetricSource {
    /// The registry of the process. It also exposes what NinesMetrics says about itself, and on Linux what the system
    /// knows of the process: see ``ProcessCollector``.
    ///
    /// Where something else exposes those, `try Registry.default.register(ProcessCollector()).unregister()` takes them
    /// out.
    public static let `default`: Registry = {
        let registry = Registry(exposesOwnMetrics: true)
        #if os(Linux)
            _ = try? registry.register(ProcessCollector())
        #endif
        return registry
    }()

    /// Which characters the names of instruments may have.
    public let nameScheme: NameScheme
    package let clock: MetricClock
    private let state = Lock(State())

    private struct State {
        var collectors: [CollectorEntry] = []
        var claims = NameClaims()
        /// Families of instruments, and collectors, by the names of their families as UTF-8 bytes.
        var familiesByName: [[UInt8]: ChildSet] = [:]
        var collectorsByName: [[UInt8]: CollectorEntry] = [:]
        /// For the names of families that were taken out no later than they began, within one millisecond or after the
        /// clock was set back: when a family that is registered again begins at the earliest.
        var earliestStarts: [[UInt8]: UnixTime] = [:]
    }

    /// An empty registry.
    ///
    /// - Parameter exposesOwnMetrics: Whether it also exposes `nines_metrics_dropped_total` and
    ///   `nines_metrics_overflowed_total`, which count for the whole process; leave it to one registry of those that
    ///   are scraped together.
    /// - Parameter nameScheme: Which characters the names of instruments and their labels may have.
    /// - Parameter clock: Where created timestamps, windows and expiry get their times from.
    public init(
        exposesOwnMetrics: Bool = false, nameScheme: NameScheme = .legacy, clock: MetricClock = .system
    ) {
        self.nameScheme = nameScheme
        self.clock = clock
        guard exposesOwnMetrics else { return }
        _ = try? register(DroppedRecords.Source())
        _ = try? register(OverflowedLookUps.Source())
    }

    /// Adds a collector, which from now on takes part in every collection, until the registration is taken back. The
    /// same object again, or a value of the same type with the same families, adds nothing: the first stays, and the
    /// registration that is returned leads to it and says so.
    ///
    /// - Throws: ``RegistrationError`` when a name of its families belongs to another family; then nothing is added.
    @discardableResult
    public func register(_ collector: some Collector) throws(RegistrationError) -> Registration {
        let entry = CollectorEntry(collector)
        var displaced: [Displaced] = []
        let standing = try state.withLock { state throws(RegistrationError) -> CollectorEntry in
            if let first = entry.families.first, let known = state.collectorsByName[Array(first.name.utf8)],
                known.isSame(as: entry)
            {
                return known
            }
            displaced = try state.claims.add(entry.families)
            state.collectors.append(entry)
            for family in entry.families { state.collectorsByName[Array(family.name.utf8)] = entry }
            return entry
        }
        tell(displaced)
        return Registration(of: standing, in: self, isNew: standing === entry)
    }

    /// Adds a family that gives way to what is registered later. Which of its descriptors it has; nil, and nothing is
    /// added, when the names of each are taken.
    package func register(yielding collector: any YieldingCollector) -> Int? {
        state.withLock { $0.claims.add(collector) }
    }

    /// The family of that name: `family`, or the one that was registered before and agrees with it.
    func register(_ family: ChildSet) throws(RegistrationError) -> ChildSet {
        let name = Array(family.descriptor.name.utf8)
        var displaced: [Displaced] = []
        let standing = try state.withLock { state throws(RegistrationError) -> ChildSet in
            if let known = state.familiesByName[name] {
                if let difference = family.difference(from: known) {
                    throw .conflict(family.descriptor, with: known.descriptor, over: "", because: difference)
                }
                return known
            }
            displaced = try state.claims.add([family.descriptor])
            state.familiesByName[name] = family
            if let earliest = state.earliestStarts.removeValue(forKey: name) { family.begin(noEarlierThan: earliest) }
            return family
        }
        tell(displaced)
        return standing
    }

    private typealias Displaced = (collector: any YieldingCollector, place: Int?)

    /// Not under the lock: those that have given way may be told so by code of users.
    private func tell(_ displaced: [Displaced]) {
        for (collector, place) in displaced { collector.moved(to: place) }
    }

    /// Takes out what has that name, unless it has others too; nil and nil when there is no such thing.
    func removeFamily(_ name: [UInt8]) -> (ChildSet?, CollectorEntry?) {
        let entry = state.withLock { $0.collectorsByName[name] }
        if let entry, entry.collector is Callback { return (nil, remove(entry) ? entry : nil) }
        let time = clock.now()
        return state.withLock { state in
            state.earliestStarts = state.earliestStarts.filter { $0.value > time }
            guard let family = state.familiesByName.removeValue(forKey: name) else { return (nil, nil) }
            state.claims.remove([family.descriptor])
            if let earliest = family.earliestRestart, earliest > time { state.earliestStarts[name] = earliest }
            return (family, nil)
        }
    }

    /// Takes out `entry`; false when it was before. The caller holds it, so that the collector does not end under the
    /// lock.
    func remove(_ entry: CollectorEntry) -> Bool {
        state.withLock { state in
            guard let index = state.collectors.firstIndex(where: { $0 === entry }) else { return false }
            state.collectors.remove(at: index)
            for family in entry.families { state.collectorsByName[Array(family.name.utf8)] = nil }
            state.claims.remove(entry.families)
            return true
        }
    }

    /// The families that `names` admits, at this instant, sorted by name. Includes each increment that happened before
    /// the call.
    ///
    /// Collections of the process run one at a time; recording is not held up. Costs a few nanoseconds per child and
    /// slab, plus what the collectors cost. Children that came since the last collection are sorted and rendered, at
    /// some tenths of a microsecond each; their siblings' label sets are copied then.
    ///
    /// A collector or callback that collects this registry itself gets the instruments without the collectors'
    /// families, which is counted in `nines_metrics_dropped_total{reason="reentrant"}`.
    public func collect(_ names: NameFilter) -> Snapshot {
        var (families, collectors, yielding) = state.withLock {
            (Array($0.familiesByName.values), $0.collectors, $0.claims.yielding)
        }
        families.removeAll { !names.admits($0.descriptor) }
        // Its locks may be held by what reads the clock.
        guard !UserCall.isUnderWay(.clock) else { return Self.left(Snapshot(families: [])) }
        // Before the collectors: one of them exposes what this counts.
        RemovedHandles.shared.look()
        var snapshots: [FamilySnapshot] = []
        let own = UserCall.owner(self)
        if UserCall.isUnderWay(.collecting, of: own) {
            // A collector collects what it belongs to: asked again, it would do so again.
            collectors = Self.left([])
        }
        for entry in collectors {
            let awaited = entry.families.filter(names.admits)
            guard !awaited.isEmpty || entry.families.isEmpty else { continue }
            snapshots += Self.valid(UserCall.run(.collecting, of: own) { entry.collector.collect() }, of: awaited)
        }
        for (collector, place) in yielding.values where names.admits(collector.descriptors[place]) {
            collector.collect(as: collector.descriptors[place]).map { snapshots.append($0) }
        }
        for family in families { family.expire() }
        CellStore.shared.restartWarmth()
        // Kept until after the collection: see `CellStore.collect`.
        let layouts = families.map { $0.layout() }
        snapshots += CellStore.shared.collect { slabs in
            var collected: [FamilySnapshot] = []
            collected.reserveCapacity(families.count)
            for (family, layout) in zip(families, layouts) {
                let columns = family.columns(of: layout, in: slabs)
                collected.append(
                    FamilySnapshot(
                        descriptor: family.descriptor, labels: layout.column, values: columns.values,
                        createdTimes: columns.created, exemplars: columns.exemplars))
            }
            return collected
        }
        withExtendedLifetime(layouts) {}
        snapshots.sort { $0.descriptor.name.utf8.lexicographicallyPrecedes($1.descriptor.name.utf8) }
        return Snapshot(families: snapshots)
    }

    /// `rest`, which stands for what is left out of a collection inside itself, counted.
    private static func left<Rest>(_ rest: Rest) -> Rest {
        DroppedRecords.reentrant.count()
        return rest
    }

    /// What of a collector's families can be exposed: those that it declared, each once, with a value for each label
    /// set. Anything else would make the page invalid, and a scraper refuse all of it.
    private static func valid(_ families: [FamilySnapshot], of declared: [FamilyDescriptor]) -> [FamilySnapshot] {
        var awaited: [[UInt8]: FamilyDescriptor] = [:]
        for family in declared { awaited[Array(family.name.utf8)] = family }
        return families.filter { family in
            let name = Array(family.descriptor.name.utf8)
            guard awaited[name] == family.descriptor, family.isWhole else { return false }
            awaited[name] = nil
            return true
        }
    }
}

extension Registry {
    /// Checks, makes and registers a family of instruments, or finds the one that was registered so before: what every
    /// kind's own method ends in.
    func family(
        _ name: String, _ type: MetricType, _ help: String, _ unit: String?, _ labelNames: [String],
        _ maker: ChildMaker, _ limits: ChildLimits, _ settings: FamilySettings
    ) throws(RegistrationError) -> ChildSet {
        let descriptor = try FamilyDescriptor(name, type: type, help: help, unit: unit, nameScheme: nameScheme)
        try NameRules.checkLabels(labelNames, of: name, type: type, scheme: nameScheme)
        return try register(
            ChildSet(
                descriptor, labelNames: labelNames, maker: maker, limits: limits, settings: settings, clock: clock))
    }

    /// The one child of a family without labels.
    func single<Child: Instrument>(_ family: ChildSet) -> Child {
        unsafeDowncast(family.child(UnsafeRawBufferPointer(start: nil, count: 0)), to: Child.self)
    }

    func labelNames<each Value: LabelValue>(_ labels: repeat LabelName<each Value>) -> [String] {
        var names: [String] = []
        for label in repeat each labels { names.append(label.name) }
        return names
    }
}
