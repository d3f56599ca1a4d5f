/// The numbers whose sign, exponent and first six binary digits after the point are the same: 64 buckets for each power
/// of two, each at most 1/64 wide relative to its lower edge, so that its middle is at most 1/128 from all in it.
///
/// The bucket is the upper 18 bits of the number: no logarithm, no table, and no rounding that would differ between
/// machines.
@usableFromInline
struct SketchBucket {
    @usableFromInline
    static let droppedBits: UInt64 = 46

    @usableFromInline
    let bits: UInt32

    @inlinable @inline(__always)
    init(of value: Double) { bits = UInt32(truncatingIfNeeded: value.bitPattern &>> Self.droppedBits) }

    init(bits: UInt32) {
        self.bits = bits
    }

    /// Where the bucket is in the root of a sketch, in a node of 64 powers of two, and in one power's counts.
    @inlinable @inline(__always)
    var path: (root: Int, node: Int, count: Int) {
        (Int(bits &>> 12), Int(bits &>> 6 & 63), Int(bits & 63))
    }

    /// The number that stands for all in the bucket: its middle; 0 for the first bucket of either sign, and an infinity
    /// for those that hold nothing else.
    var middle: Double {
        let edge = Double(bitPattern: UInt64(bits) << Self.droppedBits)
        guard edge.isFinite else { return edge }
        return edge == 0 ? 0 : Double(bitPattern: edge.bitPattern | 1 << (Self.droppedBits - 1))
    }
}
