/// Reads the numbers of a page: decimals with an optional exponent, infinities and NaN in any case. No hexadecimal, no
/// underscores. The result is always the double nearest to what is written.
enum DecimalNumber {
    enum Failure: Error {
        case syntax
        /// A finite number larger than any double.
        case range
        case tooLong
    }

    /// Digits beyond that can tell nothing of a double, but for the tie of two, which takes 767.
    static let maximumLength = 1_024

    /// The number in `range`, all of it.
    static func parse(_ scan: ByteScan, _ range: Range<Int>) throws(Failure) -> Double {
        var position = range.lowerBound
        let end = range.upperBound
        guard position < end else { throw .syntax }
        let isNegative = scan[position] == UInt8(ascii: "-")
        if isNegative || scan[position] == UInt8(ascii: "+") { position += 1 }
        guard position < end else { throw .syntax }
        if scan[position] | 0x20 >= UInt8(ascii: "a") {
            return try word(scan, position..<end, isNegative: isNegative, isSigned: position > range.lowerBound)
        }
        var number = Digits()
        number.read(scan, &position, end)
        guard number.hasDigits, try number.readExponent(scan, &position, end), position == end else { throw .syntax }
        if let magnitude = number.exact { return isNegative ? -magnitude : magnitude }
        guard range.count <= maximumLength else { throw .tooLong }
        // The standard library's conversion rounds correctly in every locale. It may allocate: about one number in many
        // with more than 15 digits comes here.
        let text = UnsafeBufferPointer(start: scan.base + range.lowerBound, count: range.count)
        guard let value = Double(String(decoding: text, as: UTF8.self)) else { throw .syntax }
        guard value.isFinite else { throw .range }
        return value
    }

    private static func word(
        _ scan: ByteScan, _ range: Range<Int>, isNegative: Bool, isSigned: Bool
    ) throws(Failure) -> Double {
        func matches(_ word: StaticString) -> Bool {
            range.count == word.utf8CodeUnitCount
                && zip(range, 0..<range.count).allSatisfy { scan[$0] | 0x20 == word.utf8Start[$1] }
        }
        if matches("nan"), !isSigned { return .nan }
        guard matches("inf") || matches("infinity") else { throw .syntax }
        return isNegative ? -.infinity : .infinity
    }

    /// What fits in 64 bits of the digits, and the power of ten they are multiplied with.
    private struct Digits {
        var significand: UInt64 = 0
        var exponent = 0
        var hasDigits = false
        private var isTruncated = false

        /// Up to 19 significant digits are kept; what is behind them is left to the slow way.
        @inline(__always)
        mutating func read(_ scan: ByteScan, _ position: inout Int, _ end: Int) {
            readRun(scan, &position, end)
            guard position < end, scan[position] == UInt8(ascii: ".") else { return }
            position += 1
            let point = position
            readRun(scan, &position, end)
            exponent = point - position
        }

        @inline(__always)
        private mutating func readRun(_ scan: ByteScan, _ position: inout Int, _ end: Int) {
            while position < end {
                let digit = scan[position] &- UInt8(ascii: "0")
                guard digit < 10 else { return }
                // 10 * (2^64 - 1) / 10 - 1 and a digit still fit.
                if significand < 1_844_674_407_370_955_161 {
                    significand = significand &* 10 &+ UInt64(digit)
                } else {
                    isTruncated = true
                }
                hasDigits = true
                position += 1
            }
        }

        /// - Returns: false when an `e` has no digits behind it.
        mutating func readExponent(_ scan: ByteScan, _ position: inout Int, _ end: Int) throws(Failure) -> Bool {
            guard position < end else { return true }
            guard scan[position] | 0x20 == UInt8(ascii: "e") else { return false }
            position += 1
            guard position < end else { return false }
            let isNegative = scan[position] == UInt8(ascii: "-")
            if isNegative || scan[position] == UInt8(ascii: "+") { position += 1 }
            let start = position
            var power = 0
            while position < end, scan[position].isDigit {
                // Far beyond any double, and far from overflow.
                if power < 100_000 { power = power * 10 + Int(scan[position] & 0x0F) }
                position += 1
            }
            exponent += isNegative ? -power : power
            return position > start
        }

        /// The number when one correctly rounded operation on exact doubles gives it (Clinger's fast path): powers of
        /// ten are exact up to 10^22. Nil when it takes the slow way.
        var exact: Double? {
            guard !isTruncated else { return nil }
            // Conversion from an integer rounds correctly.
            if exponent == 0 || significand == 0 { return Double(significand) }
            guard significand <= 1 << 53, -22...22 ~= exponent else { return nil }
            let power = DecimalNumber.power(of: exponent.magnitude)
            return exponent < 0 ? Double(significand) / power : Double(significand) * power
        }
    }

    /// 10^0 to 10^22, each exact.
    private static let powers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    private static func power(of exponent: UInt) -> Double { powers[Int(exponent)] }
}
