/// The metrics of a service, or of a part of it: registers instruments and collects them.
///
/// ```swift
/// let requests = try Registry.default.counter("http_requests_total", help: "Requests served.")
/// requests.increment()
/// ```
///
/// Register at start and keep the handles. Registering takes a lock; recording never does.
public final class Registry: MetricSource {
    /// The registry of the process. It also exposes what NinesMetrics says about itself.
    public static let `default` = Registry(exposesOwnMetrics: true)

    /// Which characters the names of instruments may have.
    public let nameScheme: NameScheme
    package let clock: MetricClock
    private let state = Lock(State())

    private struct State {
        var families: [ChildSet] = []
        var collectors: [(collector: any Collector, families: [FamilyDescriptor])] = []
        var claims = NameClaims()
    }

    /// An empty registry.
    ///
    /// - Parameter exposesOwnMetrics: Whether it also exposes `nines_metrics_dropped_total` and
    ///   `nines_metrics_overflowed_total`, which count for the whole process; leave it to one registry of those that are
    ///   scraped together.
    /// - Parameter nameScheme: Which characters the names of instruments and their labels may have.
    /// - Parameter clock: Where created timestamps, windows and expiry get their times from.
    public init(
        exposesOwnMetrics: Bool = false, nameScheme: NameScheme = .legacy, clock: MetricClock = .system
    ) {
        self.nameScheme = nameScheme
        self.clock = clock
        guard exposesOwnMetrics else { return }
        try? register(DroppedRecords.Source())
        try? register(OverflowedLookUps.Source())
    }

    /// Adds a collector, which from now on takes part in every collection.
    ///
    /// - Throws: ``RegistrationError`` when a name of its families belongs to another family; then nothing is added.
    public func register(_ collector: some Collector) throws(RegistrationError) {
        // Asked once, and not under the lock: the collector is somebody else's code.
        let families = collector.families
        try add(families) { $0.collectors.append((collector, families)) }
    }

    /// Adds a family that gives way to what is registered later. Which of its descriptors it has; nil, and nothing is
    /// added, when the names of each are taken.
    package func register(yielding collector: any YieldingCollector) -> Int? {
        state.withLock { $0.claims.add(collector) }
    }

    func register(_ family: ChildSet) throws(RegistrationError) {
        try add([family.descriptor]) { $0.families.append(family) }
    }

    /// Claims the names of `descriptors`, all or none, then lets `change` add their source.
    private func add(
        _ descriptors: [FamilyDescriptor], _ change: (inout State) -> Void
    ) throws(RegistrationError) {
        let displaced = try state.withLock { state throws(RegistrationError) in
            let displaced = try state.claims.add(descriptors)
            change(&state)
            return displaced
        }
        for (collector, place) in displaced { collector.moved(to: place) }
    }

    /// The families that `names` admits, at this instant, sorted by name. Includes each increment that happened before
    /// the call.
    ///
    /// Collections of the process run one at a time; recording is not held up. Costs a few nanoseconds per child and
    /// slab, plus what the collectors cost. Children that came since the last collection are sorted and rendered, at some
    /// tenths of a microsecond each; their siblings' label sets are copied then.
    public func collect(_ names: NameFilter) -> Snapshot {
        var (families, collectors, yielding) = state.withLock { ($0.families, $0.collectors, $0.claims.yielding) }
        families.removeAll { !names.admits($0.descriptor) }
        var snapshots: [FamilySnapshot] = []
        for (collector, families) in collectors {
            let awaited = families.filter(names.admits)
            guard !awaited.isEmpty || families.isEmpty else { continue }
            snapshots += Self.valid(collector.collect(), of: awaited)
        }
        for (collector, place) in yielding.values where names.admits(collector.descriptors[place]) {
            collector.collect(as: collector.descriptors[place]).map { snapshots.append($0) }
        }
        for family in families { family.expire() }
        // Kept until after the collection: see `CellStore.collect`.
        let layouts = families.map { $0.layout() }
        snapshots += CellStore.shared.collect { sums in
            var collected: [FamilySnapshot] = []
            collected.reserveCapacity(families.count)
            for (family, layout) in zip(families, layouts) {
                let columns = family.columns(of: layout, in: sums)
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

    /// What of a collector's families can be exposed: those that it declared, each once, with a value for each label set.
    /// Anything else would make the page invalid, and a scraper refuse all of it.
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
