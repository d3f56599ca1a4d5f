import NinesMetrics

/// Numbers as the text formats spell them, appended to a page: no locale, no Foundation.
enum NumberText {
    /// How a floating-point number with a whole value looks.
    enum Style: Sendable {
        /// As Go's shortest `%g`, which Prometheus' own libraries write: `5`.
        case go
        /// Told from an integer: `5.0` (OpenMetrics 1.0, "Canonical Numbers"; otherwise the same as Go's form).
        case openMetrics
    }

    static func append(_ value: UInt64, to text: inout [UInt8]) {
        append(value, digits: digitCount(value), to: &text)
    }

    /// A counter's total: all digits of a whole one, also beyond 2^53 where doubles have gaps.
    static func append(_ value: CounterValue, style: Style, to text: inout [UInt8]) {
        if value.fraction == 0 {
            append(value.integer, to: &text)
        } else {
            append(value.total, style: style, to: &text)
        }
    }

    /// The shortest digits that read back as `value`; an exponent below 0.0001 and from a million on, with at least
    /// two digits. Minus zero loses its sign.
    static func append(_ value: Double, style: Style, to text: inout [UInt8]) {
        guard value.isFinite else {
            text.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
            return
        }
        if value < 0 { text.append(UInt8(ascii: "-")) }
        if value.magnitude < 1e6, let whole = UInt64(exactly: value.magnitude) {
            append(whole, to: &text)
            if style == .openMetrics { text.append(contentsOf: ".0".utf8) }
            return
        }
        let decimal = ShortestDecimal(value.magnitude)
        let magnitude = decimal.exponent + decimal.digitCount - 1
        if magnitude < -4 || magnitude >= 6 {
            appendScientific(decimal, power: magnitude, to: &text)
        } else {
            appendFraction(decimal, magnitude: magnitude, to: &text)
        }
    }

    /// `1.5e+06`
    private static func appendScientific(_ decimal: ShortestDecimal, power: Int, to text: inout [UInt8]) {
        let digits = decimal.digitCount - 1
        let (lead, rest) = decimal.significand.quotientAndRemainder(dividingBy: powerOfTen(digits))
        append(lead, digits: 1, to: &text)
        if digits > 0 {
            text.append(UInt8(ascii: "."))
            append(rest, digits: digits, to: &text)
        }
        text.append(UInt8(ascii: "e"))
        text.append(power < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let size = UInt64(power.magnitude)
        append(size, digits: max(2, digitCount(size)), to: &text)
    }

    /// `0.00015`, `1234.5`: a number that has digits behind the point and needs no exponent.
    private static func appendFraction(_ decimal: ShortestDecimal, magnitude: Int, to text: inout [UInt8]) {
        if magnitude < 0 {
            text.append(contentsOf: "0.".utf8)
            append(decimal.significand, digits: -decimal.exponent, to: &text)
        } else {
            let digits = -decimal.exponent
            let (whole, rest) = decimal.significand.quotientAndRemainder(dividingBy: powerOfTen(digits))
            append(whole, to: &text)
            text.append(UInt8(ascii: "."))
            append(rest, digits: digits, to: &text)
        }
    }

    /// The decimal digits that `value` has; 1 for 0.
    static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value / 10
        while rest != 0 {
            rest /= 10
            count += 1
        }
        return count
    }

    /// The last `digits` digits of `value`, with zeros before them where it has fewer.
    private static func append(_ value: UInt64, digits: Int, to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits)))
        var position = text.count
        var rest = value
        while rest != 0, position > start {
            position -= 1
            text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// - Parameter exponent: 0 to 19; beyond, the power would not fit and 1 stands for it.
    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        guard 0...19 ~= exponent else { return 1 }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
