/// What a scrape can ask for its families: a registry, a view of one, several together.
public protocol MetricSource: Sendable {
    /// The families that `names` admits, at this instant, in ascending order of their names' bytes. Others are not
    /// collected at all.
    func collect(_ names: NameFilter) -> Snapshot
}

extension MetricSource {
    /// Every family at this instant, in ascending order of their names' bytes.
    public func collect() -> Snapshot { collect(.all) }
}

extension MetricSource where Self == Registry {
    /// The registry of the process, so that what asks for a source can be given `.default`.
    public static var `default`: Registry { Registry.default }
}

/// A source whose families a closure makes at each scrape: for what is no registry, such as a proxy that reads other
/// services' pages, changes their labels and exposes them again.
///
/// ```swift
/// let upstream = SnapshotSource { snapshot }
/// let page = Exposition.response(from: try upstream.view(labels: ["cluster": "eu"]), accept: accept)
/// ```
public struct SnapshotSource: MetricSource {
    private let snapshot: @Sendable () -> Snapshot
    /// Tells it, and its copies, from others.
    private let identity = Identity()

    private final class Identity: Sendable {}

    /// - Parameter snapshot: Called for each collection, on the collecting thread; it should answer fast.
    public init(_ snapshot: @escaping @Sendable () -> Snapshot) {
        self.snapshot = snapshot
    }

    /// The closure's families that `names` admits. A closure that collects this source itself, through whatever is
    /// between, gets no families there, which is counted in `nines_metrics_dropped_total{reason="reentrant"}`.
    public func collect(_ names: NameFilter) -> Snapshot {
        let own = UserCall.owner(identity)
        guard !UserCall.isUnderWay(.collecting, of: own) else {
            DroppedRecords.reentrant.count()
            return Snapshot(families: [])
        }
        return UserCall.run(.collecting, of: own, snapshot).admitted(by: names)
    }
}
