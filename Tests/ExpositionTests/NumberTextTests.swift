import NinesMetrics
import TestSupport
import Testing

@testable import NinesExposition

@Suite struct NumberTextTests {
    struct Row: Sendable {
        let value: Double
        /// What Go's `strconv.FormatFloat(value, 'g', -1, 64)` answers.
        let go: String
        let openMetrics: String

        init(_ value: Double, _ go: String, _ openMetrics: String? = nil) {
            self.value = value
            self.go = go
            self.openMetrics = openMetrics ?? go
        }
    }

    static let rows: [Row] = [
        Row(0, "0", "0.0"), Row(-0.0, "0", "0.0"), Row(1, "1", "1.0"), Row(5, "5", "5.0"), Row(-1, "-1", "-1.0"),
        Row(-42, "-42", "-42.0"), Row(100, "100", "100.0"), Row(99_999, "99999", "99999.0"),
        Row(100_000, "100000", "100000.0"), Row(604_800, "604800", "604800.0"), Row(999_999, "999999", "999999.0"),
        Row(100_000.5, "100000.5"), Row(999_999.5, "999999.5"), Row(999_999.9999999999, "999999.9999999999"),
        Row(1e6, "1e+06"), Row(-1e6, "-1e+06"), Row(1_000_001, "1.000001e+06"), Row(1_234_567, "1.234567e+06"),
        Row(1_234_567.5, "1.2345675e+06"), Row(12_345_678.125, "1.2345678125e+07"),
        Row(123_456_789, "1.23456789e+08"), Row(1_700_000_000, "1.7e+09"),
        Row(1_700_000_000.123, "1.700000000123e+09"), Row(1e15, "1e+15"), Row(1e16, "1e+16"), Row(1e20, "1e+20"),
        Row(1e21, "1e+21"), Row(1e22, "1e+22"), Row(1e23, "1e+23"), Row(1e100, "1e+100"), Row(1.5e100, "1.5e+100"),
        Row(9_007_199_254_740_991, "9.007199254740991e+15"), Row(0x1p53, "9.007199254740992e+15"),
        Row(9_007_199_254_740_994, "9.007199254740994e+15"), Row(Double(UInt64.max), "1.8446744073709552e+19"),
        Row(1.2345678901234568e29, "1.2345678901234568e+29"), Row(0.5, "0.5"), Row(0.1, "0.1"),
        Row(0.1 + 0.2, "0.30000000000000004"), Row(1.0 / 3, "0.3333333333333333"), Row(2.5, "2.5"),
        Row(2.675, "2.675"), Row(3.141592653589793, "3.141592653589793"), Row(123.456, "123.456"),
        Row(-0.001, "-0.001"), Row(0.005, "0.005"), Row(0.025, "0.025"), Row(0.00099, "0.00099"),
        Row(1e-4, "0.0001"), Row(0.00012345, "0.00012345"), Row(0.00012345678901234567, "0.00012345678901234567"),
        Row(0.000099, "9.9e-05"), Row(1e-5, "1e-05"), Row(1.5e-5, "1.5e-05"), Row(1e-6, "1e-06"), Row(1e-7, "1e-07"),
        Row(1e-10, "1e-10"), Row(.leastNormalMagnitude, "2.2250738585072014e-308"),
        Row(.leastNonzeroMagnitude, "5e-324"), Row(.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        Row(-.greatestFiniteMagnitude, "-1.7976931348623157e+308"), Row(.infinity, "+Inf"), Row(-.infinity, "-Inf"),
        Row(.nan, "NaN"), Row(-.nan, "NaN"), Row(.signalingNaN, "NaN"),
    ]

    @Test(arguments: rows)
    func `doubles are spelt as Go spells them, and whole ones with a point in OpenMetrics`(row: Row) {
        #expect(text(row.value, .go) == row.go)
        #expect(text(row.value, .openMetrics) == row.openMetrics)
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (10, "10"), (1_000_000, "1000000"), (1_234_567_890, "1234567890"),
        (9_007_199_254_740_993, "9007199254740993"), (10_000_000_000_000_000_000, "10000000000000000000"),
        (UInt64.max, "18446744073709551615"),
    ])
    func `integers have all their digits and no exponent`(value: UInt64, expected: String) {
        var text: [UInt8] = []
        NumberText.append(value, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    /// Doubles of all exponents, whole numbers, numbers of three decimals, and powers of two with their neighbours.
    private func randomDouble(_ round: Int, _ random: inout SeededNumbers) -> Double {
        let bits = random.next()
        switch round % 4 {
        case 0: return Double(bitPattern: bits)
        case 1: return Double(bits >> (bits % 60))
        case 2: return Double(bits % 1_000_000_000) / 1_000
        default:
            let power = Double(bitPattern: (bits % 2_047) << 52)
            return [power, power.nextUp, power.nextDown][Int(bits >> 32 % 3)].magnitude
        }
    }

    @Test func `a hundred thousand random doubles have the digits that Swift's description has`() {
        var random = SeededNumbers(seed: 2_025)
        for round in 0..<100_000 {
            let value = randomDouble(round, &random).magnitude
            guard value.isFinite, value != 0 else { continue }
            let decimal = ShortestDecimal(value, powers: .shared)
            let description = Self.decimal(value.description.utf8)
            guard decimal.significand == description.significand, decimal.exponent == description.exponent else {
                Issue.record("\(value): \(decimal), not \(description)")
                return
            }
        }
    }

    @Test func `times have all their milliseconds and no exponent`() {
        for (milliseconds, expected) in [
            (1_700_000_000_123, "1700000000.123"), (1_700_000_000_000, "1700000000.000"), (7, "0.007"), (0, "0.000"),
            (-1, "-0.001"), (Int64.max, "9223372036854775.807"), (.min, "-9223372036854775.808"),
        ] {
            var text: [UInt8] = []
            text.append(seconds: UnixTime(milliseconds: milliseconds))
            #expect(String(decoding: text, as: UTF8.self) == expected)
        }
    }

    /// What `5e-324`, `0.1` or `1.25e+16` says, with 17 digits.
    private static func decimal(_ text: String.UTF8View) -> (significand: UInt64, exponent: Int) {
        let parts = text.split(separator: UInt8(ascii: "e"))
        let digits = parts[0].filter { $0 != UInt8(ascii: ".") }
        let decimals = parts[0].firstIndex(of: UInt8(ascii: ".")).map {
            parts[0].distance(from: $0, to: parts[0].endIndex) - 1
        }
        var significand = UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
        var exponent = (parts.count == 2 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0) - (decimals ?? 0)
        while significand < 10_000_000_000_000_000 { (significand, exponent) = (significand * 10, exponent - 1) }
        return (significand, exponent)
    }

    @Test func `twenty thousand random doubles read back as themselves, in no more digits than Swift needs`() {
        var random = SeededNumbers(seed: 2_024)
        for round in 0..<20_000 {
            let value = randomDouble(round, &random)
            guard value.isFinite, value != 0 else { continue }
            for style in [NumberText.Style.go, .openMetrics] {
                let written = text(value, style)
                #expect(Double(written) == value)
                #expect(digits(written) == digits(value.description))
            }
        }
    }

    /// The significant digits of a number, so the same for `1e+06` and `1000000.0`.
    private func digits(_ number: String) -> Substring {
        let digits = number.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
        guard let last = digits.lastIndex(where: { $0 != "0" }) else { return "" }
        return digits[...last]
    }

    private func text(_ value: Double, _ style: NumberText.Style) -> String {
        var text: [UInt8] = []
        NumberText.append(value, style: style, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
