extension Duration {
    /// The duration in seconds, as the double nearest to them. So a duration of 1.128 seconds is the very number that
    /// 1.128 reads as, and a histogram counts it in the bucket of that bound.
    @usableFromInline
    package var inSeconds: Double {
        // Most are below 9.2 seconds, and need no division of 128 bits.
        if let few = Int64(exactly: attoseconds) {
            let (nanoseconds, rest) = few.quotientAndRemainder(dividingBy: 1_000_000_000)
            return rest == 0 ? Self.seconds(ofNanoseconds: nanoseconds) : Self.nearest(attoseconds: attoseconds)
        }
        let (nanoseconds, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest == 0, let whole = Int64(exactly: nanoseconds) else { return Self.nearest(attoseconds: attoseconds) }
        return Self.seconds(ofNanoseconds: whole)
    }

    /// As `inSeconds`, of a duration of so many nanoseconds.
    @inlinable
    package static func seconds(ofNanoseconds count: Int64) -> Double {
        // Up to 104 days a double holds the count exactly, so one division rounds once.
        guard count.magnitude <= 1 << 53 else { return nearest(attoseconds: Int128(count) * 1_000_000_000) }
        return Double(count) / 1e9
    }

    /// The double nearest to `attoseconds` / 10^18, for all durations that there are.
    @usableFromInline
    static func nearest(attoseconds: Int128) -> Double {
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
