import Testing

@testable import NinesMetrics

/// Columns that take four bytes where values allow it, and are right where they do not.
@Suite struct CompactColumnTests {
    @Test(arguments: [
        [], [0], [5, 5, 7], [1_800_000_000_000, 1_799_999_999_999, 1_800_000_000_001],
        [1_800_000_000_000, 1_800_000_000_000 + Int64(UInt32.max)],
        [1_800_000_000_000, 1_800_000_000_001 + Int64(UInt32.max)], [.min, 0, .max], [-1, -4_294_967_296],
    ])
    func `created times are those that were given`(milliseconds: [Int64]) {
        let times = milliseconds.map { UnixTime(milliseconds: $0) }
        let created = CreatedTimes(times)
        #expect(created.times == times)
        #expect(created.count == times.count)
        #expect(times.indices.map { created[$0] } == times)
    }

    @Test(arguments: [
        [], [0], [0, 3, 3, 9], [1, Int(UInt32.max)], [1, Int(UInt32.max), Int(UInt32.max) + 1, Int(UInt32.max) + 9],
        [Int(UInt32.max) + 1], [0, .max],
    ])
    func `ends are those that were given`(ends: [Int]) {
        let compact = SetEnds(ends)
        #expect(compact.count == ends.count)
        #expect(ends.indices.map { compact[$0] } == ends)
    }

    @Test func `label sets have room for every escape`() throws {
        let registry = Registry()
        let family = try registry.counter("a_total", help: "A.", labels: LabelName("x"), LabelName("y"))
        let values = ["", "\"", "\\\\\\\\", "\n\n\n", "a\"b\\c\nd", String(repeating: "\"", count: 1_000)]
        for x in values { for y in values { family.increment(x, y) } }
        let labels = try #require(registry.collect().family("a_total")).labels
        let sets = Set((0..<labels.count).map { index in labels.labels(index).map { [$0.name, $0.value] } })
        let expected = values.flatMap { x in
            values.map { y in [["x", x], ["y", y]].filter { !$0[1].isEmpty } }
        }
        #expect(labels.count == 36)
        #expect(sets == Set(expected))
    }
}
