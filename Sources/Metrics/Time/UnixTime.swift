/// An instant as milliseconds since 1970-01-01T00:00:00Z, the resolution in which Prometheus stores times.
public struct UnixTime: Sendable, Hashable, Comparable {
    /// May be negative: before 1970.
    public let milliseconds: Int64

    /// The instant that many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The whole and fractional seconds, rounded to the next double: exact to the millisecond until the year 287,000.
    public var seconds: Double { Double(milliseconds) / 1000 }

    /// Whether the left instant is the earlier one.
    public static func < (lhs: UnixTime, rhs: UnixTime) -> Bool { lhs.milliseconds < rhs.milliseconds }
}
