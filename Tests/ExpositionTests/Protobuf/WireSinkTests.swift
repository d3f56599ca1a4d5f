import NinesMetrics
import Testing

@testable import NinesExposition

@Suite struct WireSinkTests {
    private static let varints: [(UInt64, [UInt8])] = [
        (0, [0x00]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]), (16_383, [0xFF, 0x7F]),
        (16_384, [0x80, 0x80, 0x01]), (.max, [UInt8](repeating: 0xFF, count: 9) + [0x01]),
    ]

    @Test(arguments: varints)
    func `a varint takes a byte for every seven bits`(value: UInt64, expected: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.append(varint: value)
        #expect(bytes == expected)
        #expect(WireSize.ofVarint(value) == expected.count)
    }

    @Test(arguments: [
        (0 as Int64, 0 as UInt64), (-1, 1), (1, 2), (-2, 3), (64, 128), (.max, .max - 1), (.min, .max),
    ])
    func `zigzag makes small magnitudes small numbers`(value: Int64, expected: UInt64) {
        var bytes: [UInt8] = []
        bytes.append(zigZag: value)
        var plain: [UInt8] = []
        plain.append(varint: expected)
        #expect(bytes == plain)
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 70_000])
    func `a length is right for messages of any size, nested too`(length: Int) {
        func append(to sink: inout some WireSink) {
            sink.field(4) { outer in
                outer.field(1) { inner in
                    for _ in 0..<length { inner.append(byte: 7) }
                }
            }
        }
        var bytes: [UInt8] = [9]
        append(to: &bytes)
        var size = WireSize()
        append(to: &size)

        var inner: [UInt8] = [0x0A]
        inner.append(varint: UInt64(length))
        inner += [UInt8](repeating: 7, count: length)
        var outer: [UInt8] = [9, 0x22]
        outer.append(varint: UInt64(inner.count))
        #expect(bytes == outer + inner)
        #expect(size.count == bytes.count - 1)
    }

    @Test func `chunks of any size add up to the same page`() throws {
        var pages = RandomPages(seed: 7)
        let snapshot = Snapshot(families: try (0..<60).map { try pages.family($0).snapshot })
        let whole = ExpositionBody(snapshot, format: .protobuf).bytes
        #expect(whole.count > 10_000)
        for size in [1, 7, 65_536] {
            let body = ExpositionBody(snapshot, format: .protobuf, chunkSize: size)
            #expect(Array(body.joined()) == whole)
        }
    }

    @Test func `a chunk is at most a child longer than its size`() throws {
        let body = ExpositionBody(try ChunkTests.snapshot(), format: .protobuf)
        let counters = Array(body).prefix(10)
        #expect(counters.count == 10)
        #expect(counters.allSatisfy { (65_536..<65_636).contains($0.count) })
    }
}
