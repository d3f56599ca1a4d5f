#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ladders of upper bounds for histograms.
///
/// ```swift
/// let sizes = try registry.histogram(
///     "response_size_bytes", help: "Bodies sent.", unit: "bytes",
///     upperBounds: Buckets.exponential(start: 256, factor: 4, count: 8))
/// ```
///
/// Bounds are computed with the decimal numbers that were written, so that pages say `le="0.3"` where doubles add up to
/// 0.30000000000000004, and that a bound meant to be on 0 or on a threshold is on it. What doubles hold exactly, such
/// as a power of 2, is exact; what cannot be has its first 15 digits.
public enum Buckets {
    /// Bounds that are equally far apart: `start`, `start + width`, ...
    ///
    /// - Throws: ``RegistrationError`` for a count outside 1...1,022, a width that is not positive, or bounds that
    ///   doubles cannot tell apart.
    public static func linear(start: Double, width: Double, count: Int) throws(RegistrationError) -> [Double] {
        let call = "linear(start: \(start), width: \(width), count: \(count))"
        guard width > 0 else { throw impossible(call, "the width must be positive") }
        return try ladder(call, count: count) { index in
            index == 0 ? start : sum(start, width, times: index)
        }
    }

    /// Bounds that grow by the same factor: `start`, `start * factor`, ...
    ///
    /// - Throws: ``RegistrationError`` for a count outside 1...1,022, a start that is not positive, a factor of at most
    ///   1, or bounds beyond the range of doubles.
    public static func exponential(start: Double, factor: Double, count: Int) throws(RegistrationError) -> [Double] {
        let call = "exponential(start: \(start), factor: \(factor), count: \(count))"
        guard start > 0 else { throw impossible(call, "the start must be positive") }
        guard factor > 1 else { throw impossible(call, "the factor must be greater than 1") }
        return try ladder(call, count: count) { index in
            guard index > 0 else { return start }
            if let exact = exactProduct(start, factor, times: index) { return exact }
            if let decimal = decimalProduct(start, factor, times: index) { return decimal }
            // In two steps: from a start that is small enough, the factor's power alone is beyond the range of doubles.
            let half = pow(factor, Double(index / 2))
            return (start * half * half * (index % 2 == 0 ? 1 : factor)).withoutRoundingErrors
        }
    }

    /// `count` bounds from `lowest` to `highest`, both included, that grow by the same factor.
    ///
    /// - Throws: ``RegistrationError`` for a count outside 2...1,022, a lowest bound that is not positive, or a highest
    ///   bound that is not above it.
    public static func exponential(
        from lowest: Double, to highest: Double, count: Int
    ) throws(RegistrationError) -> [Double] {
        let call = "exponential(from: \(lowest), to: \(highest), count: \(count))"
        guard lowest > 0 else { throw impossible(call, "the lowest bound must be positive") }
        guard highest > lowest else { throw impossible(call, "the highest bound must be above the lowest") }
        guard count > 1 else { throw impossible(call, "two bounds are the least") }
        // Not the quotient of the two: it may be beyond the range of doubles.
        let growth = log(highest) - log(lowest)
        // Where somebody meant a factor of few digits, such as 2 or 1.1, the bounds are its powers.
        let factor = exp(growth / Double(count - 1)).rounded(toDigits: 9)
        if factor > 1, let bounds = try? exponential(start: lowest, factor: factor, count: count),
            bounds.last == highest
        {
            return bounds
        }
        return try ladder(call, count: count) { index in
            switch index {
            case 0: lowest
            case count - 1: highest
            default:
                exp(log(lowest) + growth * Double(index) / Double(count - 1)).withoutRoundingErrors
            }
        }
    }

    /// Bounds around the threshold of an objective such as "99 % within 0.3 seconds": one exactly on the threshold, so
    /// that good events are counted and not estimated, and `steps` on each side, fine near it and coarse far from it.
    ///
    /// The outermost bounds are `spread` times below and above the threshold; logarithms of the steps in between grow
    /// with the square of their number. By default that is 13 bounds, the nearest 10 % away. They have three digits
    /// where those tell them apart.
    ///
    /// - Throws: ``RegistrationError`` for a threshold that is not positive and finite, a spread of at most 1, or steps
    ///   outside 1...510.
    public static func around(
        objective threshold: Double, spread: Double = 32, steps: Int = 6
    ) throws(RegistrationError) -> [Double] {
        let call = "around(objective: \(threshold), spread: \(spread), steps: \(steps))"
        guard threshold > 0, threshold < .infinity else {
            throw impossible(call, "the threshold must be positive and finite")
        }
        guard spread > 1 else { throw impossible(call, "the spread must be greater than 1") }
        guard 1...510 ~= steps else { throw impossible(call, "the steps on each side must be 1 to 510") }
        func bound(_ index: Int, digits: Int) -> Double {
            let step = Double(index - steps) / Double(steps)
            guard step != 0 else { return threshold }
            return (threshold * pow(spread, step * step.magnitude)).rounded(toDigits: digits)
        }
        let count = 2 * steps + 1
        let short = try? ladder(call, count: count) { bound($0, digits: 3) }
        if let short { return short }
        return try ladder(call, count: count) { bound($0, digits: 15) }
    }

    /// `start` and `count` times `width`, as the decimal numbers that they were written as.
    private static func sum(_ start: Double, _ width: Double, times count: Int) -> Double {
        let rise = Double(count) * width
        guard let first = ShortestDecimal(start), let step = ShortestDecimal(width),
            let sum = ShortestDecimal(start + rise)
        else { return start + rise }
        // More than 15 digits are a result of doubles, a third for example, and no number that somebody wrote; but for
        // whole numbers, of which doubles hold each up to 2^53.
        func isWritten(_ number: Double, _ decimal: ShortestDecimal) -> Bool {
            decimal.digitCount <= 15 || number.magnitude <= 0x1p53 && number.rounded() == number
        }
        if isWritten(start, first), isWritten(width, step), let exact = first.adding(step, times: count) {
            return exact.double
        }
        // Doubles are right to 15 digits of the greatest of the three; behind those of both terms nothing is meant.
        let greatest = max(start.magnitude, rise.magnitude, (start + rise).magnitude)
        guard let place = ShortestDecimal(greatest)?.firstPlace else { return start + rise }
        return sum.rounded(to: max(place - 14, min(first.exponent, step.exponent))).double
    }

    /// `start` times `factor`, `count` times over, both positive; nil unless a double holds it exactly, as it does what
    /// was written: 0.1 is only near to its double, and its multiples are elsewhere, but those by powers of 2.
    private static func exactProduct(_ start: Double, _ factor: Double, times count: Int) -> Double? {
        guard var product = OddMultiple(start), let factor = OddMultiple(factor),
            factor.odd == 1 || product.isAsWritten && factor.isAsWritten
        else { return nil }
        for _ in 0..<count {
            guard let next = product.times(factor) else { return nil }
            product = next
        }
        return product.double
    }

    /// The same, of the decimal numbers that somebody wrote, to 15 digits; nil where they have more digits than are
    /// written, or the product more than 38.
    private static func decimalProduct(_ start: Double, _ factor: Double, times count: Int) -> Double? {
        guard let first = ShortestDecimal(start), let factor = ShortestDecimal(factor), first.digitCount <= 15,
            factor.digitCount <= 15
        else { return nil }
        var (digits, exponent) = (Int128(first.digits), first.exponent)
        for _ in 0..<count {
            let (product, isTooLarge) = digits.multipliedReportingOverflow(by: Int128(factor.digits))
            guard !isTooLarge else { return nil }
            (digits, exponent) = (product, exponent + factor.exponent)
        }
        var unit: Int128 = 1
        while digits / unit >= 1_000_000_000_000_000 { (unit, exponent) = (unit * 10, exponent + 1) }
        let (whole, rest) = digits.quotientAndRemainder(dividingBy: unit)
        return Double("\(whole + (rest >= unit - rest ? 1 : 0))e\(exponent)")
    }

    /// An odd number times a power of 2: what a positive double is.
    private struct OddMultiple {
        let odd: UInt64
        let exponent: Int

        init?(_ number: Double) {
            guard number.isFinite, number > 0 else { return nil }
            // Up to 53 bits: the significand's bits from the first one on.
            let width = number.significandWidth
            odd = UInt64(number.significand * Double(sign: .plus, exponent: width, significand: 1))
            exponent = Int(number.exponent) - width
        }

        private init(odd: UInt64, exponent: Int) { (self.odd, self.exponent) = (odd, exponent) }

        /// Whether it is a whole number, or one with so few bits that no decimal happens to be near it.
        var isAsWritten: Bool { exponent >= 0 || odd < 1 << 32 }

        /// Nil when the product has more bits than a double.
        func times(_ other: OddMultiple) -> OddMultiple? {
            let (product, overflows) = odd.multipliedReportingOverflow(by: other.odd)
            guard !overflows, product < 1 << 53 else { return nil }
            return OddMultiple(odd: product, exponent: exponent + other.exponent)
        }

        /// Nil out of the range of doubles.
        var double: Double? {
            guard exponent >= -1074 else { return nil }
            let number = Double(sign: .plus, exponent: exponent, significand: Double(odd))
            return number.isFinite ? number : nil
        }
    }

    private static func ladder(
        _ call: String, count: Int, bound: (Int) -> Double
    ) throws(RegistrationError) -> [Double] {
        let most = CellAllocator.longestRun - 2
        guard 1...most ~= count else { throw impossible(call, "the count must be 1 to \(most)") }
        let bounds = (0..<count).map(bound)
        for (index, bound) in bounds.enumerated() {
            guard bound.isFinite else { throw impossible(call, "bound \(index + 1) would be \(bound)") }
            guard index == 0 || bounds[index - 1] < bound else {
                throw impossible(call, "bound \(index + 1) would be \(bound), not above the one before")
            }
        }
        return bounds
    }

    private static func impossible(_ call: String, _ rule: String) -> RegistrationError {
        RegistrationError(.buckets, "Buckets.\(call): \(rule)")
    }
}
