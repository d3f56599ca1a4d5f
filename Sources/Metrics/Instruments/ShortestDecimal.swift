/// A double as the shortest decimal number that reads as it: `digits` x 10^`exponent`.
///
/// That is the number that somebody wrote: 0.3, where the double is 0.299999999999999988898. Sums of such numbers are
/// the bounds that people expect on a page, where sums of doubles drift: -0.3 + 3 x 0.1 is 0, not 5.6e-17.
struct ShortestDecimal {
    /// At most 17 digits, without zeros at the end; negative for a negative number.
    let digits: Int64
    let exponent: Int

    /// Nil for what is no finite number.
    init?(_ number: Double) {
        guard number.isFinite else { return nil }
        // The standard library describes a double so: `0.3`, `1e+20`, `5e-324`.
        let parts = number.magnitude.description.utf8.split(separator: UInt8(ascii: "e"))
        var digits: Int64 = 0
        var exponent = parts.count > 1 ? Int(Substring(parts[1])) ?? 0 : 0
        var isFraction = false
        for byte in parts[0] {
            guard byte != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
            if isFraction { exponent -= 1 }
        }
        self.init(number < 0 ? -digits : digits, exponent: exponent)
    }

    private init(_ digits: Int64, exponent: Int) {
        var (digits, exponent) = (digits, digits == 0 ? 0 : exponent)
        while digits != 0, digits % 10 == 0 { (digits, exponent) = (digits / 10, exponent + 1) }
        self.digits = digits
        self.exponent = exponent
    }

    /// The double nearest to it.
    var double: Double { Double("\(digits)e\(exponent)") ?? .nan }

    /// How many digits it has.
    var digitCount: Int { digits.magnitude.description.utf8.count }

    /// The place of its first digit: 0 for ones, -1 for tenths.
    var firstPlace: Int { exponent + digitCount - 1 }

    /// The nearest number without digits behind `place`, which is as `firstPlace`; halves go away from 0.
    func rounded(to place: Int) -> ShortestDecimal {
        let dropped = place - exponent
        guard dropped > 0 else { return self }
        // 10^18 fits; of a number with 17 digits nothing is left that far up.
        guard dropped <= 18 else { return ShortestDecimal(0, exponent: 0) }
        let unit = (0..<dropped).reduce(Int64(1)) { unit, _ in unit * 10 }
        let (whole, rest) = digits.quotientAndRemainder(dividingBy: unit)
        return ShortestDecimal(whole + (2 * rest.magnitude >= unit.magnitude ? digits.signum() : 0), exponent: place)
    }

    /// The nearest number with at most that many digits.
    func rounded(toDigits count: Int) -> ShortestDecimal { rounded(to: firstPlace - count + 1) }

    /// This number and `count` times `step`, exactly; nil where 64 bits cannot hold the digits.
    func adding(_ step: ShortestDecimal, times count: Int) -> ShortestDecimal? {
        let exponent =
            digits == 0 ? step.exponent : step.digits == 0 ? self.exponent : min(self.exponent, step.exponent)
        guard let start = scaled(to: exponent), let step = step.scaled(to: exponent) else { return nil }
        let (rise, isTooMuch) = step.multipliedReportingOverflow(by: Int64(count))
        let (sum, isTooLarge) = start.addingReportingOverflow(rise)
        return isTooMuch || isTooLarge ? nil : ShortestDecimal(sum, exponent: exponent)
    }

    /// The digits with that exponent, which is no greater than its own.
    private func scaled(to exponent: Int) -> Int64? {
        var scaled = digits
        guard digits != 0 else { return 0 }
        for _ in 0..<max(0, self.exponent - exponent) {
            let (product, isTooLarge) = scaled.multipliedReportingOverflow(by: 10)
            guard !isTooLarge else { return nil }
            scaled = product
        }
        return scaled
    }
}

extension Double {
    /// The double nearest to this number's first `count` digits.
    func rounded(toDigits count: Int) -> Double { ShortestDecimal(self)?.rounded(toDigits: count).double ?? self }

    /// What was meant by a computed number: one of at most nine digits where there is one within a few roundings, as
    /// powers and logarithms are off by more than one; else its first 15 digits.
    var withoutRoundingErrors: Double {
        guard let number = ShortestDecimal(self) else { return self }
        let short = number.rounded(toDigits: 12)
        return short.digitCount <= 9 ? short.double : number.rounded(toDigits: 15).double
    }
}
