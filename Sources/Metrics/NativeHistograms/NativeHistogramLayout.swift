/// What the children of a native histogram family have in common: where a number is counted, and the shape of the
/// memory it is counted in.
///
/// A **block** is what one thread records for one child: eight words of header, then slots for pages, then a count per
/// classic bucket. A **page** has the counts of 16 neighbouring buckets of one sign.
final class NativeHistogramLayout: Sendable {
    static let pageShift = 4
    static let pageMask = 1 << pageShift - 1

    let schema: Int
    let index: BucketIndex
    let zeroThreshold: Double
    /// The bits of the least number and the number of bits' values from there on that take the fast path: normal,
    /// finite and not in the zero bucket. One comparison tells.
    let firstRegular: UInt64
    let regularCount: UInt64
    /// Nil when the family has no classic buckets.
    let bounds: UpperBounds?
    let limits: NativeHistogramLimits
    let clock: MetricClock
    let exemplars: ExemplarPolicy

    let slotMask: Int
    /// Where the counts of classic buckets begin in a block.
    let classicOffset: Int
    let blockSize: Int

    /// The most pages of full resolution in a block, which bounds its memory: 96 to 768 KB, when observations spread
    /// over that many decades. As it is four times the limit on buckets (up to 1,024), a thread that needs more pages
    /// has populated more buckets than the limit allows even if each four pages were one bucket. So the limit takes the
    /// resolution down to ``coarseSchema`` anyway, unless a wider zero bucket or a reset makes up for it.
    let finePageLimit: UInt64
    /// The resolution of what finds no page of full resolution: one bucket for what was four pages. It covers all
    /// doubles with so few pages that it needs no limit: 526 for each sign at schema 2.
    let coarseSchema: Int

    /// - Parameter isLost: Whether children count nothing.
    init(
        schema: Int, zeroThreshold: Double, limits: NativeHistogramLimits, bounds: UpperBounds?, clock: MetricClock,
        exemplars: ExemplarPolicy = .none, isLost: Bool = false
    ) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        self.limits = limits
        self.bounds = bounds
        self.clock = clock
        self.exemplars = exemplars
        index = BucketIndex(schema: schema)
        let first = max(zeroThreshold.bitPattern + 1, Double.leastNormalMagnitude.bitPattern)
        firstRegular = first
        let end = Double.infinity.bitPattern
        // Without exemplars only: the slow path looks for them.
        regularCount = isLost || !exemplars.isNone || first >= end ? 0 : end - first
        // As many as find room for 2^6 octaves side by side at schema 3, 2^5 at schema 8.
        let slotCount = 32 << max(0, schema - 4)
        slotMask = slotCount - 1
        classicOffset = CountBlock.slotsOffset + slotCount
        let words = classicOffset + (bounds.map { $0.count + 1 } ?? 0)
        blockSize = words * MemoryLayout<UInt64>.stride
        finePageLimit = UInt64(max(512, 4 * min(limits.bucketCount, 1024)))
        coarseSchema = max(-4, schema - Self.pageShift - 2)
    }

    deinit { index.deallocate() }
}

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
