import CNinesThreadCells
import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// As on a machine with 64 cores. Part of the thread tests, as it needs more slabs than there are here.
extension ThreadTests {
    @Suite struct ManySlabsTests {
        /// With the shared one, 144.
        private static let threads = 143
        private static let children = 1_000
        /// Too few, over all rounds, for a thread to be warm for anything; so this holds whoever collects meanwhile.
        private static let records = 1_000
        private static let rounds = 3
        /// These record in child 0 more often, so that they have memory of their own for it.
        private static let busyThreads = 4
        private static let busyRecords = 15_000

        /// Children by Zipf's law: the n-th in `byRank` is n times as rare as the first.
        private struct Popularity {
            private let byRank: [Int]
            private var random: SeededNumbers

            init(seed: UInt64) {
                var order = SeededNumbers(seed: 1)
                byRank = (0..<ManySlabsTests.children).shuffled(using: &order)
                random = SeededNumbers(seed: seed)
            }

            /// The harmonic numbers are nearly a logarithm, so that a rank is nearly a power of the number of children.
            mutating func next() -> Int {
                byRank[min(byRank.count - 1, Int(pow(Double(byRank.count + 1), random.uniform())) - 1)]
            }
        }

        /// Records by `record`, with a collection after each round; returns how often in each child.
        private func run(_ registry: Registry, _ record: @escaping @Sendable (_ child: Int) -> Void) -> [UInt64] {
            CellStore.shared.raiseSlabLimit(to: Self.threads)
            let meetings = (0...2 * Self.rounds).map { _ in Meeting(Self.threads) }
            let counts = Lock([UInt64](repeating: 0, count: Self.children))
            PosixThread.run(Self.threads) { thread in
                var popularity = Popularity(seed: UInt64(thread))
                var own = [UInt64](repeating: 0, count: Self.children)
                for round in 0..<Self.rounds {
                    meetings[2 * round].arrive()
                    for _ in 0..<Self.records {
                        let child = popularity.next()
                        record(child)
                        own[child] += 1
                    }
                    if thread < Self.busyThreads {
                        for _ in 0..<Self.busyRecords { record(0) }
                        own[0] += UInt64(Self.busyRecords)
                    }
                    // All hold what they hold until the last has recorded.
                    meetings[2 * round + 1].arrive()
                    if thread == 0 { _ = registry.collect() }
                }
                meetings[2 * Self.rounds].arrive()
                let sum = own
                counts.withLock { counts in
                    for child in counts.indices { counts[child] += sum[child] }
                }
            }
            return counts.withLock { $0 }
        }

        /// How many slabs have each of the chunks that `cells` are in, added up.
        private func chunks(of cells: [CellIndex]) -> Int {
            let chunks = Set(cells.map { $0 / CellIndex(CellAllocator.cellsPerChunk) })
            return (0..<CellStore.shared.slabCount.load(ordering: .acquiring)).reduce(0) { sum, slab in
                sum
                    + chunks.count { number in
                        let cell = number * CellIndex(CellAllocator.cellsPerChunk)
                        return nines_slab_chunk(CellStore.shared.slabs[slab], cell) != nil
                    }
            }
        }

        @Test func `histograms cost memory only where threads are busy and lose nothing`() throws {
            let registry = Registry()
            let family = try registry.histogram("a_seconds", help: "A.", labels: LabelName("id", of: Int.self))
            let histograms = (0..<Self.children).map { family.labels($0) }
            let used = Set(histograms.map { $0.cell / CellIndex(CellAllocator.cellsPerChunk) }).count
            let before = chunks(of: histograms.map(\.cell))
            let counts = run(registry) { histograms[$0].observe(0.25 * Double($0 % 64)) }
            #expect(CellStore.shared.ownedSlabCount >= Self.threads)
            #expect(histograms.map(\.value.count) == counts)
            #expect(histograms.enumerated().allSatisfy { $1.value.sum == 0.25 * Double($0 % 64 * Int(counts[$0])) })
            // The same, summed as a family, chunk by chunk in 144 slabs.
            guard case .histograms(let column)? = registry.collect().family("a_seconds")?.values else { return }
            let sorted = (0..<Self.children).sorted { "\($0)".utf8.lexicographicallyPrecedes("\($1)".utf8) }
            for (place, child) in sorted.enumerated() {
                #expect(column.counts(place).elementsEqual(histograms[child].value.counts))
                #expect(column.sum(place) == histograms[child].value.sum)
            }
            // A copy that all share, and one for each busy thread; some may have been others' cells before.
            #expect(chunks(of: histograms.map(\.cell)) - before <= used + Self.busyThreads)
            // 13 cells in each of 144 slabs would be 15 KB a child.
            #expect((used + Self.busyThreads) * CellAllocator.cellsPerChunk * 8 / Self.children < 200)
        }

        @Test func `counters of many slabs add up`() throws {
            let registry = Registry()
            let family = try registry.counter("a_total", help: "A.", labels: LabelName("id", of: Int.self))
            let counters = (0..<Self.children).map { family.labels($0) }
            let counts = run(registry) {
                counters[$0].increment()
                counters[$0].increment(by: 0.5)
            }
            let values = counts.map { CounterValue(integer: $0, fraction: 0.5 * Double($0)) }
            #expect(counters.map(\.value) == values)
            guard case .counters(let column)? = registry.collect().family("a_total")?.values else { return }
            let sorted = (0..<Self.children).sorted { "\($0)".utf8.lexicographicallyPrecedes("\($1)".utf8) }
            #expect(column == sorted.map { values[$0] })
        }

        @Test func `native histograms have a block per thread only where it is busy`() throws {
            let registry = Registry()
            let family = try registry.nativeHistogram("a_seconds", help: "A.", labels: LabelName("id", of: Int.self))
            let histograms = (0..<Self.children).map { family.labels($0) }
            let counts = run(registry) { histograms[$0].observe(0.25 * Double($0 % 64)) }
            #expect(histograms.map(\.value.count) == counts)
            #expect(histograms.enumerated().allSatisfy { $1.value.sum == 0.25 * Double($0 % 64 * Int(counts[$0])) })
            #expect(targets(of: histograms.map(\.cell)) <= Self.children + Self.busyThreads)
        }

        @Test func `summaries have a sketch per thread only where it is busy`() throws {
            let registry = Registry()
            let family = try registry.summary(
                "a_seconds", help: "A.", quantiles: [0.5], labels: LabelName("id", of: Int.self))
            let summaries = (0..<Self.children).map { family.labels($0) }
            let counts = run(registry) { summaries[$0].observe(0.25 * Double($0 % 64)) }
            #expect(summaries.map(\.value.count) == counts)
            #expect(summaries.enumerated().allSatisfy { $1.value.sum == 0.25 * Double($0 % 64 * Int(counts[$0])) })
            #expect(targets(of: summaries.map(\.cell)) <= Self.children + Self.busyThreads)
        }

        /// Blocks or sketches that the cells lead to.
        private func targets(of cells: [CellIndex]) -> Int {
            CellStore.shared.collect { slabs in
                cells.reduce(0) { sum, cell in
                    var count = 0
                    slabs.forEachPointer(cell) { _, _ in count += 1 }
                    return sum + count
                }
            }
        }

        @Test func `histograms that are longer than a chunk count exactly`() throws {
            let registry = Registry()
            let bounds = (0..<1_022).map(Double.init)
            let family = try registry.histogram(
                "a_bytes", help: "A.", upperBounds: bounds, labels: LabelName("id", of: Int.self))
            let shorter = try registry.histogram("b_bytes", help: "B.", upperBounds: Array(bounds.prefix(300)))
            let turns = 4_000
            for _ in 0..<2 {
                let start = Meeting(8)
                PosixThread.run(8) { _ in
                    start.arrive()
                    for turn in 0..<turns {
                        family.observe(turn % 3, value: Double(turn % 1_023))
                        shorter.observe(Double(turn % 301))
                    }
                }
                _ = registry.collect()
            }
            guard case .histograms(let column)? = registry.collect().family("a_bytes")?.values else { return }
            for child in 0..<3 {
                var expected = [UInt64](repeating: 0, count: 1_023)
                for turn in 0..<turns where turn % 3 == child { expected[turn % 1_023] += 16 }
                #expect(column.counts(child).elementsEqual(expected))
                #expect(family.labels(child).value.counts == expected)
            }
            #expect(shorter.value.count == UInt64(16 * turns))
            family.remove(0)
            #expect(family.labels(0).value.count == 0)
        }
    }
}
