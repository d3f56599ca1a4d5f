public import NinesMetrics

/// What the bridge decides for code that only knows swift-metrics: names, buckets, limits, and who hears of conflicts.
public struct BridgePolicy: Sendable {
    /// From a swift-metrics label to a metric name, before the endings `_total` and `_seconds` are added. The result is
    /// made legal in any case. Called when a thread first uses a label and dimensions.
    public var metricName: @Sendable (String) -> String = { $0 }
    /// From a dimension's name to a label name, which is made legal in any case.
    public var labelName: @Sendable (String) -> String = { $0 }
    /// The upper bounds of timers' buckets, in seconds, and of recorders' that aggregate.
    public var upperBounds = Histogram.defaultUpperBounds
    /// Upper bounds of their own, by swift-metrics label as given. The first user of a name decides for its family.
    public var upperBoundsByLabel: [String: [Double]] = [:]
    /// The most families that the bridge makes; nil: no limit. Instruments with further names work, but are not exposed.
    public var familyLimit: Int? = 1_000
    /// How many children each family may have, and how long one may go without updates. Beyond the count, one more counts
    /// for all others, whose label values are `other`. Of those without updates only children go whose instruments nobody
    /// holds: an instrument that is kept never records into nothing.
    public var childLimits = ChildLimits(count: 10_000)
    /// Longer label values are cut, in bytes of UTF-8.
    public var valueLengthLimit = 1024
    /// Told of each conflict once per family, of each name that a family loses to a later registration, and of too many
    /// families once, on the thread that met it, with no lock held. Does nothing by default; conflicts are counted in
    /// `nines_metrics_bridge_conflicts_total` either way.
    public var onConflict: @Sendable (BridgeConflict) -> Void = { _ in }

    public init() {}
}

/// Two uses of swift-metrics that cannot both be exposed as they are.
public struct BridgeConflict: Sendable, Hashable, CustomStringConvertible {
    /// What the two do not agree about, also the value of `reason` in `nines_metrics_bridge_conflicts_total`.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Another type has the name; this one is exposed under another, or not at all.
        case type
        /// Two labels have one name; both count in one family.
        case name
        /// A family has as many children as it may; further ones count as one.
        case limit
        /// There are as many families as there may be; further ones are not exposed.
        case families
    }

    public let reason: Reason
    /// A sentence that names the label, the family and what became of it.
    public let description: String
}
