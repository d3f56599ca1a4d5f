/// How many children a family may have, and how long one may go without updates.
public struct ChildLimits: Sendable, Hashable {
    /// The most children that label values can make; nil: no limit. Records for further ones go to one child whose label
    /// values all are `other`, and `nines_metrics_overflowed_total{family}` counts the look-ups that did.
    public let count: Int?
    /// A child that was not updated for this long is removed by the next collection; nil: children stay. Its count is
    /// gone, as after a removal, and a handle to it records into nothing: do not keep handles of a family that expires.
    public let idleTime: Duration?

    /// Neither limit.
    public static let none = ChildLimits()

    public init(count: Int? = nil, idleTime: Duration? = nil) {
        self.count = count
        self.idleTime = idleTime
    }
}
