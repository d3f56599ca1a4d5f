import TestSupport
import Testing

@testable import NinesMetrics

/// The bytes that a look-up hashes and compares, against the UTF-8 of the value's text.
@Suite struct ValueBytesTests {
    /// The bytes that a look-up has for `value`; nil when it goes another way.
    private func bytes(of value: some LabelValue, knowsSmallStrings: Bool = true) -> [UInt8]? {
        withUnsafeTemporaryAllocation(byteCount: _ValueSpace.size, alignment: 8) { memory in
            var space = _ValueSpace(memory, knowsSmallStrings: knowsSmallStrings)
            let bytes = value._bytes(in: &space)
            defer { withExtendedLifetime(value) {} }
            return space.isExceeded ? nil : Self.array(bytes)
        }
    }

    private static func array(_ bytes: _ValueBytes) -> [UInt8] {
        withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 1) { buffer in
            var key = LabelKeyWriter(buffer)
            key.append(bytes)
            return Array(buffer.dropLast())
        }
    }

    /// 0 to 44 bytes, with a character of 0 to 4 bytes at the start or at the end.
    private static let texts: [String] = {
        var texts: [String] = []
        for count in 0...40 {
            let plain = String("0123456789abcdefghijklmnopqrstuvwxyzABCD".prefix(count))
            for other in ["", "\u{E9}", "\u{20AC}", "\u{1F600}", "\0"] { texts += [other + plain, plain + other] }
        }
        return texts
    }()

    @Test func `strings of every length and alphabet have their UTF-8`() {
        for text in Self.texts {
            #expect(bytes(of: text) == Array(text.utf8))
            #expect(bytes(of: text, knowsSmallStrings: false) == Array(text.utf8))
            #expect(bytes(of: ("<" + text + ">").dropFirst().dropLast()) == Array(text.utf8))
        }
    }

    @Test func `the layout of small strings is known here and told from that of large ones`() {
        #expect(SmallString.layoutIsKnown)
        for text in Self.texts where text.utf8.count >= 16 {
            #expect(SmallString(text, known: true) == nil)
        }
        #expect(SmallString("short", known: true)?.bytes.count == 5)
        #expect(SmallString("short", known: false) == nil)
    }

    @Test func `a short text in large storage has the bytes of the small string`() {
        for count in 0...16 {
            var text = String(repeating: "x", count: 64)
            text.removeLast(64 - count)
            #expect(bytes(of: text) == Array(repeating: UInt8(ascii: "x"), count: count))
        }
    }

    @Test(arguments: [
        0, 1, 9, 10, 11, 99, 100, 101, 109, 110, 999, 1000, 9999, 10_000, 10_001, 100_000, 1_000_000, 9_999_999,
        10_000_000, 99_999_999, 100_000_000, 100_000_001, -1, -10, -99_999_999, Int(Int32.max), Int.max, Int.min,
    ])
    func `an integer has its decimal digits`(_ number: Int) {
        #expect(bytes(of: number) == Array(String(number).utf8))
        #expect((Digits(number) == nil) == (number < 0 || number > 99_999_999))
    }

    @Test func `every status and a sample of all integers of eight digits have their decimal digits`() {
        var random = SeededNumbers(seed: 8)
        let sample = (0..<2_000).map { _ in Int.random(in: 0...99_999_999, using: &random) }
        for number in Array(0...1_100) + sample {
            let digits = Digits(number).map { Self.array($0.bytes) }
            #expect(digits == Array(String(number).utf8))
        }
    }

    @Test func `bytes in memory are copied up to 15 and pointed to from 16 on`() {
        for count in 0...40 {
            let wanted = (0..<count).map { UInt8(0x80 | $0) }
            wanted.withUnsafeBytes { buffer in
                let bytes = _ValueBytes(copying: buffer)
                #expect((bytes.address != nil) == (count >= 16))
                #expect(Self.array(bytes) == wanted)
            }
        }
    }

    @Test func `text beyond the space of a look-up is refused`() {
        struct Written: LabelValue {
            let count: Int
            func write(to key: inout LabelKeyWriter) { key.append(String(repeating: "w", count: count)) }
        }
        #expect(bytes(of: Written(count: _ValueSpace.size)) == Array(repeating: UInt8(ascii: "w"), count: 256))
        #expect(bytes(of: Written(count: _ValueSpace.size + 1)) == nil)
    }

    @Test func `the hash of the values is that of their key in memory, and depends on where a value ends`() {
        var hashes: Set<UInt64> = []
        var pairs = 0
        for first in Self.texts.indices {
            let (one, two) = (Self.texts[first], Self.texts[(first * 7 + 3) % Self.texts.count])
            guard first % 10 != 1 else { continue }
            let key = Array(one.utf8) + [0xFF] + Array(two.utf8) + [0xFF]
            let inMemory = key.withUnsafeBytes { KeyHash.hash($0) }
            var hash = KeyHash(secrets: KeyHash.secrets)
            for text in [one, two] {
                Array(text.utf8).withUnsafeBytes { _ValueBytes(copying: $0).hash(into: &hash) }
            }
            #expect(hash.state == inMemory)
            hashes.insert(inMemory)
            pairs += 1
        }
        #expect(pairs > 300)
        func hash(_ key: [UInt8]) -> UInt64 { key.withUnsafeBytes { KeyHash.hash($0) } }
        #expect(hash([97, 0xFF, 98, 99, 0xFF]) != hash([97, 98, 0xFF, 99, 0xFF]))
        #expect(hash([97, 0xFF]) != hash([97, 0, 0xFF]))
        #expect(hash([0xFF]) != hash([0xFF, 0xFF]))
    }

    @Test func `a text that is neither in memory nor in registers is refused without memory for it`() {
        enum Case: String, LabelValue {
            case short
            case long = "a raw value of 28 characters"
        }
        func isRefused(_ value: some LabelValue) -> Bool {
            var space = _ValueSpace(knowsSmallStrings: SmallString.layoutIsKnown)
            _ = value._bytes(in: &space)
            return space.isExceeded
        }
        #expect(isRefused("a substring of many".dropFirst()) && isRefused(Int.min) && isRefused(Case.long))
        // Numbers are computed in registers up to eight digits, and others written into memory.
        #expect(isRefused(-1) && isRefused(100_000_000) && !isRefused(99_999_999))
        #expect(!isRefused("sub".dropFirst()))
        #expect(!isRefused("") && !isRefused("a string of more than 15 bytes") && !isRefused(0) && !isRefused(true))
        #expect(!isRefused(Case.short))
    }
}
