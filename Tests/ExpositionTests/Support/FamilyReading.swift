import NinesMetrics

/// What a family says, in a form in which the snapshot and the protobuf message of it can be compared: texts by bytes,
/// numbers by bits, buckets by index.
struct FamilyReading: Equatable {
    struct Bits: Equatable {
        let value: Double

        init(_ value: Double) { self.value = value }

        static func == (lhs: Bits, rhs: Bits) -> Bool { lhs.value.bitPattern == rhs.value.bitPattern }
    }

    struct Child: Equatable {
        let labels: [Label]
        let value: Value
        let created: UnixTime?
        /// By classic bucket, a counter's by 0; those of a native histogram by -1.
        let exemplars: [Int: [Exemplar]]
    }

    enum Value: Equatable {
        case counter(Bits)
        case gauge(Bits)
        case untyped(Bits)
        case histogram(Histogram)
        case summary(count: UInt64, sum: Bits, quantiles: [Bits], estimates: [Bits])
    }

    struct Histogram: Equatable {
        let count: UInt64
        let sum: Bits
        let classic: Classic?
        let native: Native?
    }

    struct Classic: Equatable {
        let upperBounds: [Bits]
        /// Not cumulative, with the bucket `+Inf`.
        let counts: [UInt64]
    }

    struct Native: Equatable {
        let schema: Int
        let zeroThreshold: Bits
        let zeroCount: UInt64
        let positive: [Int: UInt64]
        let negative: [Int: UInt64]
    }

    /// The name, the help text and the unit.
    let texts: [[UInt8]]
    let type: String
    let children: [Child]

    init(texts: [String], type: String, children: [Child]) {
        self.texts = texts.map { Array($0.utf8) }
        self.type = type
        self.children = children
    }

    /// Counts by bucket index of runs of neighbouring buckets.
    static func buckets(_ spans: [(offset: Int, length: Int)], _ counts: [UInt64]) -> [Int: UInt64] {
        var (index, buckets) = (0, [Int: UInt64]())
        var counts = counts[...]
        for span in spans {
            index += span.offset
            for _ in 0..<span.length {
                buckets[index] = counts.popFirst()
                index += 1
            }
        }
        return buckets
    }
}
