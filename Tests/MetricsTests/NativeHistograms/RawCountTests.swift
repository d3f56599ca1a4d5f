import Testing

@testable import NinesMetrics

@Suite struct RawCountTests {
    /// As a collection may find it between the two steps of an observation in another thread.
    @Test func `a NaN that is counted makes the sum NaN, whatever the sum says yet`() throws {
        let layout = NativeHistogramLayout(
            schema: 0, zeroThreshold: 0, limits: .standard, bounds: nil, clock: .system)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: layout.blockSize / 8)
        defer { words.deallocate() }
        words.initialize(repeating: 0, count: layout.blockSize / 8)
        words[CountBlock.sum] = 2.5.bitPattern
        words[CountBlock.zeroCount] = 1
        var counts = RawCounts(layout)
        counts.add(CountBlock(words), layout)
        #expect(counts.sumOfAll == 2.5)
        let before = counts
        words[CountBlock.nanCount] = 1
        counts.removeAll()
        counts.add(CountBlock(words), layout)
        #expect(counts.nanCount == 1 && counts.sumOfAll.isNaN)
        #expect(counts.since(before).sumOfAll.isNaN)
    }
}
