/// The finite upper bounds of a histogram's buckets, laid out for the search that each observation does.
///
/// `@unchecked Sendable`: the bounds are written in `init`, never again, and freed when the last histogram that uses
/// them is gone.
@usableFromInline
final class UpperBounds: @unchecked Sendable {
    /// Below this many, comparing with all of them beats a binary search: the loop has no branch to mispredict and is
    /// vectorized.
    @usableFromInline
    static let fewEnoughToCompareAll = 64

    @usableFromInline
    let count: Int
    /// `count` rounded up to whole vectors; the rest is infinite, which a number never exceeds.
    @usableFromInline
    let paddedCount: Int
    @usableFromInline
    let bounds: UnsafeMutablePointer<Double>

    let values: [Double]

    /// - Throws: ``RegistrationError`` unless the bounds are finite, ascending and few enough for a run of cells.
    init(_ values: [Double], of family: String) throws(RegistrationError) {
        // A trailing +Inf is the bucket that every histogram has anyway.
        let finite = values.last == .infinity ? Array(values.dropLast()) : values
        for (index, bound) in finite.enumerated() {
            guard bound.isFinite else {
                throw RegistrationError(.buckets, "\(family): upper bound \(bound) is not a finite number")
            }
            if index > 0, finite[index - 1] >= bound {
                throw RegistrationError(
                    .buckets, "\(family): upper bound \(bound) after \(finite[index - 1]): bounds must ascend")
            }
        }
        let most = CellAllocator.longestRun - 2
        guard finite.count <= most else {
            throw RegistrationError(.buckets, "\(family): \(finite.count) upper bounds are more than \(most)")
        }
        self.values = finite
        count = finite.count
        paddedCount = (finite.count + 3) & ~3
        bounds = .allocate(capacity: max(1, paddedCount))
        bounds.initialize(repeating: .infinity, count: max(1, paddedCount))
        bounds.update(from: finite, count: finite.count)
    }

    deinit { bounds.deallocate() }

    /// The bucket of `value`: the first whose upper bound is not less; `count`, the bucket `+Inf`, for NaN too.
    @inlinable @inline(__always)
    func bucket(of value: Double) -> Int {
        guard paddedCount <= Self.fewEnoughToCompareAll else { return bucketBySearch(of: value) }
        var bucket = 0
        var index = 0
        while index < paddedCount {
            // Written as "not less or equal" so that NaN exceeds every bound, the padding too.
            bucket &+= value <= bounds[index] ? 0 : 1
            index &+= 1
        }
        return min(bucket, count)
    }

    @usableFromInline @inline(never)
    func bucketBySearch(of value: Double) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
