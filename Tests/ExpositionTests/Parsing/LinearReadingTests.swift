import Testing

@testable import NinesExposition

/// What reading a page costs grows with the page: counted in steps, as times say little on a busy machine.
@Suite struct LinearReadingTests {
    @Test func `a metric with many samples leaves no places to clear for the metrics behind it`() {
        var table = LabelSetTable()
        for sample in 1...20_000 { _ = table.insert(LabelSetHash.empty.with(suffix: sample)) }
        table.removeAll()
        var cleared = 0
        for metric in 0..<5_000 {
            for sample in 1...2 { _ = table.insert(LabelSetHash.empty.with(suffix: 2 * metric + sample)) }
            cleared += table.capacity
            table.removeAll()
        }
        // 16 for each metric, and once all those of the first.
        #expect(cleared < 5_000 * 64 + 100_000)
    }
}
