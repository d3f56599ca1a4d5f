/// An instant of wall time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Reaches from the year 1677 to 2262; arithmetic beyond stops at the ends instead of trapping.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds left out: from the year 1678 to 2262.
    public let nanosecondsSinceEpoch: Int64

    /// The instant so many nanoseconds after 1970-01-01T00:00:00Z.
    public init(nanosecondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
    }

    /// Whole seconds, as `clock_gettime` and `time` give them.
    public init(secondsSinceEpoch seconds: Int) {
        let (product, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        nanosecondsSinceEpoch = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Seconds with a fraction, as Foundation's `timeIntervalSince1970` gives them: exact to about 0.2 microseconds in
    /// this century. NaN is the epoch.
    public init(secondsSinceEpoch seconds: Double) {
        // Whole seconds and the fraction apart: their product with 10^9 as one double would be a multiple of 256 ns.
        let whole = seconds.rounded(.down)
        guard whole >= -9_223_372_036, whole < 9_223_372_036 else {
            nanosecondsSinceEpoch = seconds < 0 ? .min : seconds > 0 ? .max : 0
            return
        }
        // In the guard's range the sum stays below 2^63; the fraction is in 0..<1 and NaN cannot get here.
        nanosecondsSinceEpoch = Int64(whole) * 1_000_000_000 + Int64(((seconds - whole) * 1e9).rounded())
    }

    /// Whether the left instant is the earlier one.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.nanosecondsSinceEpoch < rhs.nanosecondsSinceEpoch
    }

    /// The instant `duration` later, or earlier when it is negative; parts of a nanosecond are cut off.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        // Below 2^64 x 10^9 + 2^64, so Int128 holds every sum.
        let sum =
            Int128(nanosecondsSinceEpoch) + Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
        return Timestamp(nanosecondsSinceEpoch: Int64(clamping: sum))
    }

    /// How much later this instant is than `earlier`; negative when it is before it.
    public func duration(since earlier: Timestamp) -> Duration {
        let difference = Int128(nanosecondsSinceEpoch) - Int128(earlier.nanosecondsSinceEpoch)
        return .seconds(Int64(difference / 1_000_000_000)) + .nanoseconds(Int64(difference % 1_000_000_000))
    }

    /// The whole seconds since the epoch at or before the instant.
    package var floorSeconds: Int64 {
        let (quotient, remainder) = nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
