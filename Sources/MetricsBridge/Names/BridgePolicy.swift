public import NinesMetrics

/// What the bridge decides for code that only knows swift-metrics: names, buckets, limits, and who hears of conflicts.
public struct BridgePolicy: Sendable {
    /// From a swift-metrics label to a metric name, before the endings `_total` and `_seconds` are added. The result is
    /// made legal in any case. Called when a thread first uses a label and dimensions.
    /// Instruments that it makes itself have their labels as they stand, which is counted in
    /// `nines_metrics_dropped_total{reason="reentrant"}`.
    public var metricName: @Sendable (String) -> String = { $0 }
    /// From a dimension's name to a label name, which is made legal in any case. As ``metricName`` for instruments that
    /// it makes itself.
    public var labelName: @Sendable (String) -> String = { $0 }
    /// The upper bounds of timers' buckets, in seconds.
    public var upperBounds = Histogram.defaultUpperBounds
    /// The upper bounds of the buckets of recorders that aggregate, which record sizes and counts: by default powers of
    /// 4 from 1 to 1,048,576.
    public var recorderUpperBounds = BridgePolicy.defaultRecorderUpperBounds
    /// Upper bounds of their own, by swift-metrics label as given, of timers and recorders. The first user of a name
    /// decides for its family.
    public var upperBoundsByLabel: [String: [Double]] = [:]
    /// The most families that the bridge makes; nil: no limit. Instruments with further names work, but are not
    /// exposed.
    public var familyLimit: Int? = 1_000
    /// How many children each family may have, and how long one may go without updates. Beyond the count, one more
    /// counts for all others, whose label values are `other`. Of those without updates only children go whose
    /// instruments nobody holds: an instrument that is kept never records into nothing.
    public var childLimits = ChildLimits(count: 10_000)
    /// Longer label values are cut, in bytes of UTF-8.
    public var valueLengthLimit = 1024
    /// Told of each conflict once per family, of each name that a family loses to a later registration, and of too many
    /// families once, on the thread that met it, with no lock held. Does nothing by default; conflicts are counted in
    /// `nines_metrics_bridge_conflicts_total` either way.
    public var onConflict: @Sendable (BridgeConflict) -> Void = { _ in }

    /// The powers of 4 up to 1 Mi: sizes of bodies in bytes, batches, lengths of queues.
    public static let defaultRecorderUpperBounds: [Double] = [
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576,
    ]

    /// The defaults; what differs is set afterwards.
    public init() {}
}

/// Two uses of swift-metrics that cannot both be exposed as they are.
public struct BridgeConflict: Sendable, Hashable, CustomStringConvertible {
    /// What the two do not agree about. Its description is the value of `reason` in
    /// `nines_metrics_bridge_conflicts_total`. More may be added.
    public struct Reason: Sendable, Hashable, CustomStringConvertible {
        /// The label value, such as `type`.
        public let description: String

        /// Another type has the name; this one is exposed under another, or not at all.
        public static let type = Reason(description: "type")
        /// Two labels have one name; both count in one family.
        public static let name = Reason(description: "name")
        /// Two dimensions have one label name; the last one's value is exposed, the other is not.
        public static let dimensions = Reason(description: "dimensions")
        /// A family has as many children as it may; further ones count as one.
        public static let limit = Reason(description: "limit")
        /// There are as many families as there may be; further ones are not exposed.
        public static let families = Reason(description: "families")

        static let all: [Reason] = [.type, .name, .dimensions, .limit, .families]
    }

    /// Which rule was met.
    public let reason: Reason
    /// A sentence that names the label, the family and what became of it.
    public let description: String
}
