extension Duration {
    /// The duration in seconds, as the double nearest to them. So a duration of 1.128 seconds is the very number that
    /// 1.128 reads as, and a histogram counts it in the bucket of that bound.
    @usableFromInline
    package var inSeconds: Double {
        // What clocks measure, up to 104 days: whole nanoseconds that a double holds exactly, so one division rounds
        // once.
        guard attoseconds.magnitude < 9_007_199 * 1_000_000_000_000_000_000 else {
            return Self.nearest(attoseconds: attoseconds)
        }
        let (seconds, fraction) = components
        let (nanoseconds, rest) = fraction.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest == 0 else { return Self.nearest(attoseconds: attoseconds) }
        return Double(seconds * 1_000_000_000 + nanoseconds) / 1e9
    }

    /// The double nearest to `attoseconds` / 10^18, for all durations that there are.
    private static func nearest(attoseconds: Int128) -> Double {
        // The quotient gets at least 56 bits, three more than a double has, and a lowest bit that says whether
        // something is left: then its conversion rounds as that of the exact quotient would. The divisor has 60 bits.
        let magnitude = attoseconds.magnitude
        let shift = max(0, magnitude.leadingZeroBitCount - 12)
        let (quotient, rest) = (magnitude << UInt128(shift))
            .quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
        let nearest = Double(quotient | (rest == 0 ? 0 : 1))
        return Double(sign: attoseconds < 0 ? .minus : .plus, exponent: -shift, significand: nearest)
    }
}
