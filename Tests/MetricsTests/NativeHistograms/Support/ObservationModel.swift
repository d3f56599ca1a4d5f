import NinesMetrics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A bucket by its sign and index, as tests write it.
struct Place: Hashable, Comparable {
    var isNegative = false
    var index: Int

    static func < (lhs: Place, rhs: Place) -> Bool { lhs.index < rhs.index }
}

extension NativeHistogramValue {
    /// The populated buckets.
    var places: [Place: UInt64] {
        var places: [Place: UInt64] = [:]
        for (buckets, isNegative) in [(positive, false), (negative, true)] {
            var index = 0
            var counts = buckets.counts[...]
            for span in buckets.spans {
                index += span.offset
                for _ in 0..<span.length {
                    let count = counts.removeFirst()
                    if count > 0 { places[Place(isNegative: isNegative, index: index)] = count }
                    index += 1
                }
            }
        }
        return places
    }
}

/// What the specification says of a histogram, done with every single observation and with logarithms. Observations are
/// given by their buckets and lie in their middles, so that rounding does not matter.
struct ObservationModel {
    let schema: Int
    let zeroThreshold: Double
    let limits: NativeHistogramLimits
    private(set) var reducedSchema: Int
    private(set) var reducedThreshold: Double
    private var observations: [Place] = []

    init(schema: Int, zeroThreshold: Double, limits: NativeHistogramLimits) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        self.limits = limits
        reducedSchema = schema
        reducedThreshold = zeroThreshold
    }

    /// Counts a number in the middle of that bucket, which it gives.
    mutating func observe(_ place: Place) -> Double {
        observations.append(place)
        let magnitude = exp2((Double(place.index) - 0.5) * exp2(-Double(schema)))
        return place.isNegative ? -magnitude : magnitude
    }

    private func upperBound(_ index: Int) -> Double { exp2(Double(index) * exp2(-Double(reducedSchema))) }

    /// Which bucket that is in now; nil for the zero bucket.
    private func place(_ observation: Place) -> Place? {
        let magnitude = exp2((Double(observation.index) - 0.5) * exp2(-Double(schema)))
        if magnitude <= reducedThreshold { return nil }
        let index = Int((log2(magnitude) * exp2(Double(reducedSchema))).rounded(.up))
        return Place(isNegative: observation.isNegative, index: index)
    }

    /// Reduces until within the limits, and says what is exposed then.
    mutating func collect() -> (zeroCount: UInt64, places: [Place: UInt64]) {
        while true {
            var zeroCount: UInt64 = 0
            var places: [Place: UInt64] = [:]
            for observation in observations {
                if let place = place(observation) { places[place, default: 0] += 1 } else { zeroCount += 1 }
            }
            guard places.count > limits.bucketCount else { return (zeroCount, places) }
            if let nearest = places.keys.min(), upperBound(nearest.index) <= limits.zeroThreshold {
                reducedThreshold = upperBound(nearest.index)
            } else if reducedSchema > -4 {
                reducedSchema -= 1
            } else {
                return (zeroCount, places)
            }
        }
    }

    var isReduced: Bool { reducedSchema < schema || reducedThreshold > zeroThreshold }

    mutating func reset() {
        observations = []
        reducedSchema = schema
        reducedThreshold = zeroThreshold
    }
}
