import Synchronization

/// Where the process' instruments get the labels of exemplars from that no caller gives: the current trace.
public enum ExemplarSource {
    private final class Closure: Sendable {
        let labels: @Sendable () -> [Label]?
        init(_ labels: @escaping @Sendable () -> [Label]?) { self.labels = labels }
    }

    /// The address of a ``Closure``, or 0. Release and acquire: whoever sees the address sees what is there.
    private static let current = Atomic<UInt>(0)

    /// Asks `labels` from now on; nil: nobody. Meant for the start of a process: each source stays in memory for good,
    /// because a recording thread may be calling it.
    ///
    /// - Parameter labels: The labels of what the calling thread or task works on, such as `trace_id` and `span_id`,
    ///   nil when there is nothing to point to, as for traces that nobody keeps. Called on the recording
    ///   thread by each record of an instrument whose policy is ``ExemplarPolicy/sampled`` and whose bucket is due for
    ///   another exemplar: it should answer fast. What it records in such an instrument itself gets no exemplar, which
    ///   is counted in `nines_metrics_dropped_total{reason="reentrant"}`.
    public static func set(_ labels: (@Sendable () -> [Label]?)?) {
        let address = labels.map { UInt(bitPattern: Unmanaged.passRetained(Closure($0)).toOpaque()) }
        current.store(address ?? 0, ordering: .releasing)
    }

    /// The labels that the source offers this thread now.
    static func labels() -> [Label]? {
        guard let address = UnsafeRawPointer(bitPattern: current.load(ordering: .acquiring)) else { return nil }
        // Never released: see `set`.
        return Unmanaged<Closure>.fromOpaque(address).takeUnretainedValue().labels()
    }

    static var isSet: Bool { current.load(ordering: .relaxed) != 0 }
}
