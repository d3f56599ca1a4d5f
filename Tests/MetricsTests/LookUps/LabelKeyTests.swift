import Testing

@testable import NinesMetrics

/// What a child keeps of its label values, and how a look-up compares them.
@Suite struct LabelKeyTests {
    private static let texts = [
        "", "a", "\0", "seventh", "eight888", "eight88\0", "nine99999", "fourteen bytes", "fifteen bytes!!",
        "sixteen bytes!!!", "seventeen bytes!!", "a value of thirty-two bytes !!!!",
        "a value of thirty-three bytes !!!",
    ]

    /// A key cannot be copied, as what `#require` returns has to be.
    private final class Shared {
        let key: LabelKey

        init?(_ values: [[UInt8]]) {
            let bytes = LabelKeyTests.bytes(of: values)
            let source = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            defer { source.deallocate() }
            source.copyBytes(from: bytes)
            guard let key = LabelKey(copying: UnsafeRawBufferPointer(source)) else { return nil }
            self.key = key
        }

        func has(_ values: [[UInt8]]) -> Bool {
            let three = values + Array(repeating: [], count: 3 - values.count)
            return three[0].withUnsafeBytes { first in
                three[1].withUnsafeBytes { second in
                    three[2].withUnsafeBytes { third in
                        key.has(
                            _ValueBytes(copying: first), _ValueBytes(copying: second), _ValueBytes(copying: third),
                            count: values.count)
                    }
                }
            }
        }
    }

    private static func bytes(of values: [[UInt8]]) -> [UInt8] {
        values.reduce(into: []) { key, value in key += value + [LabelKey.endOfValue] }
    }

    @Test func `a key has its bytes, its values and their hash`() throws {
        for text in Self.texts {
            for count in 1...5 {
                let values = (0..<count).map { Array(($0 % 2 == 0 ? text : Self.texts[$0]).utf8) }
                let own = try #require(Shared(values))
                let bytes = Self.bytes(of: values)
                #expect(own.key.bytes.elementsEqual(bytes))
                #expect(own.key.hash == bytes.withUnsafeBytes { KeyHash.hash($0) })
                #expect(own.key.values.map(Array.init) == values)
            }
        }
        #expect(LabelKey.none.bytes.isEmpty && LabelKey.none.values.isEmpty)
    }

    @Test func `a key has its own values and no others of any length`() throws {
        let utf8 = Self.texts.map { Array($0.utf8) }
        for first in utf8 {
            let one = try #require(Shared([first]))
            for other in utf8 { #expect(one.has([other]) == (first == other)) }
            for second in utf8 {
                let two = try #require(Shared([first, second]))
                let three = try #require(Shared([first, second, first]))
                for other in utf8 {
                    #expect(two.has([first, other]) == (second == other))
                    #expect(two.has([other, second]) == (first == other))
                    #expect(three.has([first, other, first]) == (second == other))
                    #expect(three.has([first, second, other]) == (first == other))
                    #expect(three.has([other, second, first]) == (first == other))
                }
            }
        }
    }

    @Test func `a key tells values apart by each byte of each`() throws {
        for text in Self.texts {
            let value = Array(text.utf8)
            for values in [[value], [value, value], [value, value, value], [[0x78], value], [value, [], value]] {
                let own = try #require(Shared(values))
                for place in values.indices {
                    for index in values[place].indices {
                        var changed = values
                        changed[place][index] ^= 1
                        #expect(!own.has(changed))
                    }
                }
            }
        }
    }

    @Test func `a key tells values apart by where each ends`() throws {
        for length in [1, 2, 6, 7, 8, 14, 15, 16, 17, 31, 33] {
            let text = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8.prefix(length))
            for end in 0...length {
                let two = try #require(Shared([Array(text[..<end]), Array(text[end...])]))
                let three = try #require(Shared([Array(text[..<end]), Array(text[end...]), [0x78]]))
                for other in 0...length {
                    let pair = [Array(text[..<other]), Array(text[other...])]
                    #expect(two.has(pair) == (end == other))
                    #expect(three.has(pair + [[0x78]]) == (end == other))
                }
            }
        }
    }
}
