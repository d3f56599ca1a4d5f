/// A source whose families a closure makes at each scrape: for what is no registry, such as a proxy that reads other
/// services' pages, changes their labels and exposes them again.
///
/// ```swift
/// let upstream = SnapshotSource { snapshot }
/// let page = Exposition.response(from: try upstream.view(labels: ["cluster": "eu"]), accept: accept)
/// ```
public struct SnapshotSource: MetricSource {
    private let snapshot: @Sendable () -> Snapshot

    /// - Parameter snapshot: Called for each collection, on the collecting thread; it should answer fast.
    public init(_ snapshot: @escaping @Sendable () -> Snapshot) {
        self.snapshot = snapshot
    }

    /// The closure's families that `names` admits.
    public func collect(_ names: NameFilter) -> Snapshot { snapshot().admitted(by: names) }
}
