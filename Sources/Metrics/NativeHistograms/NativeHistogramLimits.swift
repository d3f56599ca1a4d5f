/// What keeps a native histogram small, whatever is observed.
///
/// When a collection finds more populated buckets than allowed, it widens the zero bucket as far as allowed, then
/// halves the resolution until the rest fits. If the histogram was not reset for long enough, it is reset after that
/// collection: the next one starts from 0 with a new created time, the full resolution and the original zero bucket.
public struct NativeHistogramLimits: Sendable, Hashable {
    /// The most populated buckets, positive and negative ones together, the zero bucket not counted.
    public let bucketCount: Int
    /// The least time from one reset to the next; nil: never reset, so a resolution once lost does not come back.
    public let resetInterval: Duration?
    /// The widest that the zero bucket may become; 0: it stays as it is.
    public let zeroThreshold: Double

    /// - Parameters:
    ///   - bucketCount: At least 1. 160, as OpenTelemetry's default, makes about 1 KB in a scrape.
    ///   - resetInterval: Prometheus reads each reset as a restart, so an hour or more.
    ///   - zeroThreshold: At least 0, in the unit of the observations.
    public init(bucketCount: Int = 160, resetInterval: Duration? = .seconds(3600), zeroThreshold: Double = 0) {
        self.bucketCount = bucketCount
        self.resetInterval = resetInterval
        self.zeroThreshold = zeroThreshold
    }

    /// At most 160 buckets, a reset an hour after the last one at the earliest, and a zero bucket that stays as it is.
    public static let standard = NativeHistogramLimits()
}
