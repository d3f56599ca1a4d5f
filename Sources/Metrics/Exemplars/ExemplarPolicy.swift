import Synchronization

/// Whether an instrument keeps exemplars, where they come from, and how often a new one is taken.
///
/// ```swift
/// ExemplarSource.set { currentTrace().map { [Label("trace_id", $0)] } }
/// let durations = try Registry.default.histogram(
///     "request_duration_seconds", help: "Time to answer.", exemplars: .sampled)
/// durations.observe(0.2)
/// durations.observe(0.3, exemplar: [Label("trace_id", "4bf92f35")])
/// ```
///
/// Instruments without a policy pay nothing for those that have one. Those that have one record by a call that is not
/// inlined, and read a clock when a caller or a source may have an exemplar for them.
public struct ExemplarPolicy: Sendable {
    enum Origin: Sendable {
        case nowhere, caller
        /// Nil: the source of the process.
        case source((@Sendable () -> [Label]?)?)
    }

    let origin: Origin
    let interval: Duration

    private init(_ origin: Origin, every interval: Duration) {
        self.origin = origin
        self.interval = interval
    }

    /// No exemplars: those that callers give are ignored, and not even made.
    public static let none = ExemplarPolicy(.nowhere, every: .zero)

    /// Exemplars that callers give, and those of the process' ``ExemplarSource`` where they give none; a new one per
    /// bucket every 100 ms at most.
    public static let sampled = sampled()

    /// Only exemplars that callers give, with the increment or observation.
    ///
    /// - Parameter interval: A bucket's exemplar stays for at least so long; offers within it are ignored.
    public static func given(every interval: Duration = .milliseconds(100)) -> ExemplarPolicy {
        ExemplarPolicy(.caller, every: interval)
    }

    /// Exemplars that callers give, and those of a source where they give none.
    ///
    /// - Parameters:
    ///   - interval: A bucket's exemplar stays for at least so long; offers within it are ignored.
    ///   - source: The labels of what the calling thread or task works on, nil when there is nothing to point to.
    ///     Called on the recording thread when the bucket is due for another exemplar: it should answer fast. What it
    ///     records itself gets no exemplar, which is counted in `nines_metrics_dropped_total{reason="reentrant"}`.
    ///     Without one, the process' ``ExemplarSource`` is asked.
    public static func sampled(
        every interval: Duration = .milliseconds(100), from source: (@Sendable () -> [Label]?)? = nil
    ) -> ExemplarPolicy {
        ExemplarPolicy(.source(source), every: interval)
    }

    var isNone: Bool {
        if case .nowhere = origin { true } else { false }
    }
}

/// Where the process' instruments get the labels of exemplars from that no caller gives: the current trace.
public enum ExemplarSource {
    private final class Closure: Sendable {
        let labels: @Sendable () -> [Label]?
        init(_ labels: @escaping @Sendable () -> [Label]?) { self.labels = labels }
    }

    /// The address of a ``Closure``, or 0. Release and acquire: whoever sees the address sees what is there.
    private static let current = Atomic<UInt>(0)

    /// Asks `labels` from now on; nil: nobody. Meant for the start of a process: each source is never freed,
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
