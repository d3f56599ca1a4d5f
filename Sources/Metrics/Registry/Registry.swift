/// The metrics of a service, or of a part of it: registers instruments and collects them.
///
/// ```swift
/// let requests = try Registry.default.counter("http_requests_total", help: "Requests served.")
/// requests.increment()
/// ```
///
/// Register at start and keep the handles. Registering takes a lock; recording never does.
public final class Registry: Sendable {
    /// The registry of the process. It also exposes what NinesMetrics says about itself.
    public static let `default` = Registry(exposesOwnMetrics: true)

    private let state = Lock(State())

    private struct State {
        var families: [ChildSet] = []
        var collectors: [(collector: any Collector, families: [FamilyDescriptor])] = []
        /// By claimed name, the family that claims it.
        var claims: [String: FamilyDescriptor] = [:]
    }

    /// An empty registry.
    ///
    /// - Parameter exposesOwnMetrics: Whether it also exposes `nines_metrics_dropped_total`, which counts for the whole
    ///   process; leave it to one registry of those that are scraped together.
    public init(exposesOwnMetrics: Bool = false) {
        if exposesOwnMetrics { try? register(DroppedRecords.Source()) }
    }

    /// Adds a collector, which from now on takes part in every collection.
    ///
    /// - Throws: ``RegistrationError`` when a name of its families belongs to another family; then nothing is added.
    public func register(_ collector: some Collector) throws(RegistrationError) {
        // Asked once, and not under the lock: the collector is somebody else's code.
        let families = collector.families
        try add(families) { $0.collectors.append((collector, families)) }
    }

    func register(_ family: ChildSet) throws(RegistrationError) {
        try add([family.descriptor]) { $0.families.append(family) }
    }

    /// Claims the names of `descriptors`, all or none, then lets `change` add their source.
    private func add(
        _ descriptors: [FamilyDescriptor], _ change: (inout State) -> Void
    ) throws(RegistrationError) {
        let conflict = state.withLock { state -> RegistrationError? in
            var claims = state.claims
            for descriptor in descriptors {
                for name in descriptor.claimedNames {
                    if let other = claims[name] { return .conflict(descriptor, with: other, over: name) }
                    claims[name] = descriptor
                }
            }
            state.claims = claims
            change(&state)
            return nil
        }
        if let conflict { throw conflict }
    }

    /// Every family at this instant, sorted by name. Includes each increment that happened before the call.
    ///
    /// Collections of the process run one at a time; recording is not held up. Costs a few nanoseconds per child and
    /// slab, plus what the collectors cost; families that gained or lost children since the last collection are sorted
    /// and rendered anew, at about a microsecond per child.
    public func collect() -> Snapshot {
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var snapshots: [FamilySnapshot] = []
        for (collector, families) in collectors {
            // What was declared, and that once: another type, or a name twice, makes a page invalid.
            var awaited = Set(families)
            snapshots += collector.collect().filter { awaited.remove($0.descriptor) != nil }
        }
        // Kept until after the collection: see `CellStore.collect`.
        let layouts = families.map { $0.layout() }
        snapshots += CellStore.shared.collect { sums in
            var collected: [FamilySnapshot] = []
            collected.reserveCapacity(families.count)
            for (family, layout) in zip(families, layouts) {
                collected.append(
                    FamilySnapshot(
                        descriptor: family.descriptor, labels: layout.column,
                        values: layout.values(of: family.descriptor.type, in: sums)))
            }
            return collected
        }
        withExtendedLifetime(layouts) {}
        snapshots.sort { $0.descriptor.name.utf8.lexicographicallyPrecedes($1.descriptor.name.utf8) }
        return Snapshot(families: snapshots)
    }
}
