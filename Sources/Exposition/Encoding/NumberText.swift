import NinesMetrics

/// Numbers as the text formats spell them: no locale, no Foundation.
enum NumberText {
    /// How a floating-point number with a whole value looks.
    enum Style: Sendable {
        /// As Go's shortest `%g`, which Prometheus' own libraries write: `5`.
        case go
        /// Told from an integer: `5.0` (OpenMetrics 1.0, "Canonical Numbers"; otherwise the same as Go's form).
        case openMetrics
    }

    /// No number needs more bytes: `-2.2250738585072014e-308` is among the longest.
    static let longest = 32

    static func append(_ value: UInt64, to text: inout [UInt8]) {
        append(to: &text) { write(value, to: $0) }
    }

    /// A counter's total: all digits of a whole one, also beyond 2^53 where doubles have gaps.
    static func append(_ value: CounterValue, style: Style, to text: inout [UInt8]) {
        append(to: &text) { write(value, style: style, to: $0) }
    }

    /// The shortest digits that read back as `value`; an exponent below 0.0001 and from a million on, with at least
    /// two digits. Minus zero loses its sign.
    static func append(_ value: Double, style: Style, to text: inout [UInt8]) {
        append(to: &text) { write(value, style: style, to: $0) }
    }

    /// Seconds with three digits after the point, all of them from integers: a double would round them.
    static func append(seconds time: UnixTime, to text: inout [UInt8]) {
        append(to: &text) { write(seconds: time, to: $0) }
    }

    private static func append(to text: inout [UInt8], _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest) { memory in
            guard let base = memory.baseAddress else { return }
            text.append(contentsOf: UnsafeBufferPointer(start: base, count: write(base)))
        }
    }

    /// The decimal digits that `value` has; 1 for 0.
    @inline(__always)
    static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        if rest >= 100_000_000 {
            // As if each power were tried in turn, but with two divisions at most.
            let isLong = rest >= 10_000_000_000_000_000
            rest /= isLong ? 10_000_000_000_000_000 : 100_000_000
            count &+= isLong ? 16 : 8
        }
        if rest >= 10_000 {
            rest /= 10_000
            count &+= 4
        }
        return rest >= 100 ? (rest >= 1000 ? count &+ 3 : count &+ 2) : rest >= 10 ? count &+ 1 : count
    }
}

// Writing by address: each of these has room for `longest` bytes, and tells how many it wrote.

extension NumberText {
    @inline(__always)
    static func write(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let count = digitCount(value)
        write(value, digits: count, to: target)
        return count
    }

    static func write(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let count = value < 0 ? write("-", to: target) : 0
        return count + write(value.magnitude, to: target + count)
    }

    static func write(seconds time: UnixTime, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var count = time.milliseconds < 0 ? write("-", to: target) : 0
        let (seconds, fraction) = time.milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        count += write(seconds, to: target + count)
        count += write(".", to: target + count)
        write(fraction, digits: 3, to: target + count)
        return count + 3
    }

    @inline(__always)
    static func write(_ value: CounterValue, style: Style, to target: UnsafeMutablePointer<UInt8>) -> Int {
        value.fraction == 0 ? write(value.integer, to: target) : write(value.total, style: style, to: target)
    }

    /// - Parameter powers: the shared table. Who writes many numbers asks for it once: that takes as long as a product.
    static func write(
        _ value: Double, style: Style, to target: UnsafeMutablePointer<UInt8>, powers: PowersOfTen = .shared
    ) -> Int {
        guard value.isFinite else { return write(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf", to: target) }
        // Overwritten by the first digit where the number is not negative: cheaper than a branch.
        target[0] = UInt8(ascii: "-")
        let sign = value < 0 ? 1 : 0
        return sign + write(magnitude: value.magnitude, style: style, to: target + sign, powers)
    }

    @inline(__always)
    private static func write(
        magnitude: Double, style: Style, to target: UnsafeMutablePointer<UInt8>, _ powers: PowersOfTen
    ) -> Int {
        if magnitude < 1e6 {
            let whole = UInt32(magnitude)
            if Double(whole) == magnitude {
                let count = write(UInt64(whole), to: target)
                return style == .openMetrics ? count + write(".0", to: target + count) : count
            }
        }
        let decimal = ShortestDecimal(magnitude, powers: powers)
        let digits = DecimalDigits(decimal.significand)
        let power = decimal.exponent &+ 16
        return power < -4 || power >= 6
            ? writeScientific(digits, power: power, to: target)
            : digits.write(power: power, to: target)
    }

    /// `1.5e+06`
    private static func writeScientific(
        _ digits: DecimalDigits, power: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let length = digits.write(power: 0, to: target)
        var count = digits.count > 1 ? length : 1
        count += write(power < 0 ? "e-" : "e+", to: target + count)
        let size = UInt64(power.magnitude)
        let places = max(2, digitCount(size))
        write(size, digits: places, to: target + count)
        return count + places
    }

    @inline(__always)
    private static func write(_ text: StaticString, to target: UnsafeMutablePointer<UInt8>) -> Int {
        target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }

    /// The last `digits` digits of `value`, with zeros before them where it has fewer. Two at a time, from a table;
    /// eight of a long number by themselves, so that no division waits for all before it.
    @inline(__always)
    private static func write(_ value: UInt64, digits: Int, to target: UnsafeMutablePointer<UInt8>) {
        let pairs = digitPairs.utf8Start
        var rest = value
        var position = digits
        while position > 8 {
            let (quotient, low) = rest.quotientAndRemainder(dividingBy: 100_000_000)
            rest = quotient
            position &-= 8
            DecimalDigits.writeEight(low, to: target + position)
        }
        while position >= 2 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            rest = quotient
            position &-= 2
            target[position] = pairs[2 &* Int(pair)]
            target[position &+ 1] = pairs[2 &* Int(pair) &+ 1]
        }
        if position == 1 { target[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10) }
    }

    private static let digitPairs: StaticString = """
        0001020304050607080910111213141516171819\
        2021222324252627282930313233343536373839\
        4041424344454647484950515253545556575859\
        6061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899
        """
}
