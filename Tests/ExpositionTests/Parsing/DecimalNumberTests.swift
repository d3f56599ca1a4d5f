import TestSupport
import Testing

@testable import NinesExposition

@Suite struct DecimalNumberTests {
    private func parse(_ text: String) throws -> Double {
        try Array(text.utf8).withUnsafeBufferPointer { buffer in
            let base = try #require(buffer.baseAddress)
            return try DecimalNumber.parse(ByteScan(base: base, count: buffer.count), 0..<buffer.count)
        }
    }

    @Test func `random numbers are rounded as the standard library rounds them`() throws {
        var random = SeededNumbers(seed: 7)
        for _ in 0..<20_000 {
            let digits = String(random.next() >> (random.next() % 64))
            let point = Int(random.next() % UInt64(digits.count + 1))
            var text = "\(digits.prefix(point)).\(digits.dropFirst(point))"
            if random.next() % 2 == 0 { text += "e\(Int(random.next() % 80) - 40)" }
            #expect(try parse(text).bitPattern == Double("0\(text)0".replacingExponent(text))?.bitPattern, "\(text)")
            let double = Double(bitPattern: random.next() & 0x7FEF_FFFF_FFFF_FFFF)
            #expect(try parse(double.description).bitPattern == double.bitPattern)
        }
    }

    @Test(arguments: [
        ("9007199254740993", 9_007_199_254_740_992.0), ("18446744073709551615", 0x1p64), ("1e22", 1e22), ("1e23", 1e23),
        ("5e-324", Double.leastNonzeroMagnitude), ("2.4703282292062328e-324", Double.leastNonzeroMagnitude),
        ("1e-400", 0), ("0e99999999999", 0), ("-0", -0.0),
        ("179769313486231570000000000000e279", 1.7976931348623157e308), ("+5.", 5), ("-.5e+1", -5),
    ])
    func `numbers at the edges are exact`(text: String, value: Double) throws {
        #expect(try parse(text).bitPattern == value.bitPattern)
    }

    @Test(arguments: [
        "", ".", "+", "e1", "1e", "1e+", "--1", "1 ", "1_0", "0x1", "infi", "1e999", "1.2.3", "+nan", "é",
    ])
    func `what is no number is refused`(text: String) {
        #expect(throws: (any Error).self) { try parse(text.isEmpty ? " " : text) }
    }
}

extension String {
    /// `self` where `text` has no exponent, else `text` with a digit on each side of its point.
    fileprivate func replacingExponent(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "e") else { return self }
        return "0\(text[..<mark])0\(text[mark...])"
    }
}
