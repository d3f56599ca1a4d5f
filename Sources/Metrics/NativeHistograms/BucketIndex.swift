/// Finds the bucket of a number: the upper bits of its significand choose an entry of a table, and one addition to that
/// entry tells on which side of the only bound in question the number is.
///
/// Entry c stands for the significands from c/2^k to (c+1)/2^k of an octave. With k = schema + 1 the entries are
/// narrower than the narrowest bucket (ln 2 / 2^schema > 1 / 2^k), so at most one bound is in an entry. The entry is
/// the number of bounds below it, times 2^52, plus what a significand above that bound lacks to 2^52: the sum's upper
/// bits are the number of bounds below the significand.
///
/// `@unchecked Sendable`: the table is written in `init` and never again; its owner frees it.
struct BucketIndex: @unchecked Sendable {
    private let steps: UnsafeMutablePointer<UInt64>
    /// From a significand to its entry.
    private let entryShift: UInt64
    /// Buckets per octave and octaves per bucket, as powers of two: one of them is 2^0.
    private let octaveShift: Int
    private let mergeShift: Int
    /// Makes the shift by `mergeShift` round up.
    private let roundUp: Int

    /// - Parameter schema: In -4...8.
    init(schema: Int) {
        octaveShift = max(0, schema)
        mergeShift = max(0, -schema)
        roundUp = 1 << mergeShift - 1
        let entryBits = schema > 0 ? schema + 1 : 0
        entryShift = UInt64(52 - entryBits)
        steps = .allocate(capacity: 1 << entryBits)
        let bounds = stride(from: 0, to: 256, by: 256 >> octaveShift).map { BucketBounds.significands[$0] }
        var below = 0
        for entry in 0..<(1 << entryBits) {
            steps[entry] = UInt64(below) << 52
            if below < bounds.count, bounds[below] >> entryShift == UInt64(entry) {
                steps[entry] += BucketBounds.significandMask - bounds[below]
                below += 1
            }
        }
    }

    func deallocate() { steps.deallocate() }

    /// The bucket of a normal finite number above 0, given its bits.
    @inline(__always)
    func index(ofNormal bits: UInt64) -> Int {
        index(exponent: Int(bits &>> 52) &- 1023, significand: bits & BucketBounds.significandMask)
    }

    /// The bucket of any number above 0, given its bits.
    func index(of bits: UInt64) -> Int {
        if bits >= Double.infinity.bitPattern { return index(ofNormal: Double.greatestFiniteMagnitude.bitPattern) + 1 }
        if bits >= Double.leastNormalMagnitude.bitPattern { return index(ofNormal: bits) }
        // Subnormal: shifted until the first 1 is where normal numbers have theirs unwritten.
        let shift = bits.leadingZeroBitCount - 11
        return index(exponent: -1022 - shift, significand: bits << UInt64(shift) & BucketBounds.significandMask)
    }

    @inline(__always)
    private func index(exponent: Int, significand: UInt64) -> Int {
        let step = Int((steps[Int(significand &>> entryShift)] &+ significand) &>> 52)
        return (exponent &<< octaveShift &+ step &+ roundUp) &>> mergeShift
    }
}
