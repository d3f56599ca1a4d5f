/// The populated buckets of a native histogram at one resolution, and the ways to have fewer of them.
///
/// A value: what a collection exposes follows from what was recorded and from the reduction in force, and nothing else.
struct BucketCounts {
    struct Bucket: Equatable {
        var index: Int
        var count: UInt64
    }

    /// What a histogram was reduced to. Only ever goes down, until a reset.
    struct Reduction: Equatable {
        var schema: Int
        var zeroThreshold: Double
    }

    private(set) var reduction: Reduction
    private(set) var zeroCount: UInt64
    /// In ascending order of their indices; none is 0.
    private(set) var positive: [Bucket]
    private(set) var negative: [Bucket]

    /// - Parameter reduction: What is in force already, no finer than the layout's own.
    init(_ raw: RawCounts, _ layout: NativeHistogramLayout, reducedTo reduction: Reduction) {
        self.reduction = Reduction(schema: layout.schema, zeroThreshold: reduction.zeroThreshold)
        zeroCount = raw.zeroCount
        positive = Self.buckets(raw, isNegative: false, isCoarse: false)
        negative = Self.buckets(raw, isNegative: true, isCoarse: false)
        // At full resolution, where the bounds of all others are bounds too. It takes whole buckets.
        moveIntoZeroBucket(upTo: reduction.zeroThreshold)
        let coarsePositive = Self.buckets(raw, isNegative: false, isCoarse: true)
        let coarseNegative = Self.buckets(raw, isNegative: true, isCoarse: true)
        if !(coarsePositive.isEmpty && coarseNegative.isEmpty) {
            while self.reduction.schema > layout.coarseSchema { halve() }
            positive = Self.merged(positive + coarsePositive)
            negative = Self.merged(negative + coarseNegative)
            moveIntoZeroBucket(upTo: reduction.zeroThreshold)
        }
        while self.reduction.schema > reduction.schema { halve() }
    }

    private static func buckets(_ raw: RawCounts, isNegative: Bool, isCoarse: Bool) -> [Bucket] {
        var buckets: [Bucket] = []
        for page in raw.pages where page.key.isNegative == isNegative && page.key.isCoarse == isCoarse {
            for offset in 0..<CountPage.count {
                let count = raw.counts[page.start + offset]
                if count > 0 { buckets.append(Bucket(index: page.key.firstIndex + offset, count: count)) }
            }
        }
        return buckets
    }

    /// One bucket for each index.
    private static func merged(_ buckets: [Bucket]) -> [Bucket] {
        var merged: [Bucket] = []
        for bucket in buckets.sorted(by: { $0.index < $1.index }) {
            if let last = merged.last, last.index == bucket.index {
                merged[merged.count - 1].count &+= bucket.count
            } else {
                merged.append(bucket)
            }
        }
        return merged
    }

    var populatedCount: Int { positive.count + negative.count }

    /// Applies `limits`: widens the zero bucket while that is allowed, then halves the resolution, until the buckets
    /// are few enough or the resolution is the lowest there is.
    mutating func limit(to limits: NativeHistogramLimits) {
        while populatedCount > limits.bucketCount {
            if widenZeroBucket(limits) { continue }
            guard reduction.schema > -4 else { return }
            halve()
        }
    }

    /// Takes the populated buckets nearest to zero, of both signs, into the zero bucket until the rest are few enough
    /// or reach beyond what is allowed; false when it took none.
    private mutating func widenZeroBucket(_ limits: NativeHistogramLimits) -> Bool {
        var (positives, negatives) = (0, 0)
        var threshold = -1.0
        while populatedCount - positives - negatives > limits.bucketCount {
            let nearestPositive = positives < positive.count ? positive[positives].index : Int.max
            let nearestNegative = negatives < negative.count ? negative[negatives].index : Int.max
            let index = min(nearestPositive, nearestNegative)
            let bound = BucketBounds.upperBound(index, schema: reduction.schema)
            guard bound <= limits.zeroThreshold else { break }
            if nearestPositive == index { positives += 1 }
            if nearestNegative == index { negatives += 1 }
            threshold = bound
        }
        guard threshold >= 0 else { return false }
        moveIntoZeroBucket(upTo: threshold)
        reduction.zeroThreshold = max(reduction.zeroThreshold, threshold)
        return true
    }

    private mutating func moveIntoZeroBucket(upTo threshold: Double) {
        func take(from buckets: inout [Bucket]) {
            let end = buckets.firstIndex { BucketBounds.upperBound($0.index, schema: reduction.schema) > threshold }
            for bucket in buckets[..<(end ?? buckets.count)] { zeroCount &+= bucket.count }
            buckets.removeSubrange(..<(end ?? buckets.count))
        }
        take(from: &positive)
        take(from: &negative)
    }

    /// Makes one bucket of each two, at half of the resolution.
    private mutating func halve() {
        reduction.schema -= 1
        func halved(_ buckets: [Bucket]) -> [Bucket] {
            Self.merged(buckets.map { Bucket(index: ($0.index + 1) >> 1, count: $0.count) })
        }
        positive = halved(positive)
        negative = halved(negative)
    }
}

extension NativeHistogramValue.Buckets {
    /// Runs of `buckets`, which ascend. Up to two empty ones between two populated are in the run: a count of 0 costs
    /// less than another span.
    init(_ buckets: [BucketCounts.Bucket]) {
        var spans: [Span] = []
        var counts: [UInt64] = []
        // The index after the last bucket so far.
        var end = 0
        for bucket in buckets {
            let gap = bucket.index - end
            if let last = spans.last, gap <= 2 {
                counts.append(contentsOf: repeatElement(0, count: gap))
                spans[spans.count - 1] = Span(offset: last.offset, length: last.length + gap + 1)
            } else {
                spans.append(Span(offset: gap, length: 1))
            }
            counts.append(bucket.count)
            end = bucket.index + 1
        }
        self.init(spans: spans, counts: counts)
    }
}
