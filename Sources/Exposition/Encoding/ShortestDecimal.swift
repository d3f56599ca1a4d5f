/// The decimal number with the fewest digits that reads back as a given double: `significand` times ten to the power
/// `exponent`.
struct ShortestDecimal {
    /// At most 17 digits; the last is not 0, unless all are.
    private(set) var significand: UInt64 = 0
    private(set) var exponent = 0

    /// - Parameter magnitude: finite and not negative; the digits of anything else mean nothing.
    init(_ magnitude: Double) {
        // Doubles below 2^53 are at most 1 apart, so no whole number but the value itself reads back as it.
        if magnitude < 0x1p53, let whole = UInt64(exactly: magnitude) {
            significand = whole
        } else {
            parse(magnitude.description.utf8)
        }
        while significand != 0, significand.isMultiple(of: 10) {
            significand /= 10
            exponent += 1
        }
    }

    /// The number of digits of `significand`.
    var digitCount: Int { NumberText.digitCount(significand) }

    /// The standard library's shortest form: `0.1`, `1234567.5`, `5e-324`, `1.25e+16`.
    private mutating func parse(_ text: String.UTF8View) {
        var isFraction = false
        var isExponent = false
        var isNegative = false
        var power = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"): isExponent = true
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte &- UInt8(ascii: "0")
                if isExponent {
                    power = power &* 10 &+ Int(digit)
                } else {
                    significand = significand &* 10 &+ UInt64(digit)
                    exponent &-= isFraction ? 1 : 0
                }
            default: break
            }
        }
        exponent &+= isNegative ? -power : power
    }
}
