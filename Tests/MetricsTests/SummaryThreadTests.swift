import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

/// Part of the thread tests, as it needs more threads than there are slabs.
extension ThreadTests {
    @Suite struct SummaryThreadTests {
        @Test func `loses no observation of any number of threads while collections run`() throws {
            let registry = Registry()
            let summary = try registry.summary("size_bytes", help: "Sizes.", quantiles: [0, 0.5, 1])
            let threads = CellStore.shared.maximumSlabs + 4
            let rounds = 300
            let isDone = Atomic(false)
            let collector = PosixThread {
                var count: UInt64 = 0
                while !isDone.load(ordering: .relaxed) {
                    let now = summary.value.count
                    #expect(now >= count)
                    count = now
                }
            }
            PosixThread.run(threads) { thread in
                for round in 0..<rounds {
                    // Half of them in the memory that threads share, half in the thread's own.
                    if round == rounds / 2 { summary.warmUp() }
                    summary.observe(Double(thread * rounds + round) - 1_000)
                }
            }
            isDone.store(true, ordering: .relaxed)
            collector.join()
            let count = threads * rounds
            let value = summary.value
            #expect(value.count == UInt64(count))
            #expect(value.sum == Double(count * (count - 1) / 2 - 1_000 * count))
            let exact = [-1_000.0, Double((count + 1) / 2 - 1 - 1_000), Double(count - 1 - 1_000)]
            for (estimate, exact) in zip(value.estimates, exact) {
                #expect((estimate - exact).magnitude <= exact.magnitude / 128)
            }
        }

        /// In each half of the powers all partial sums are exact, so that the order in which threads add to a cell does
        /// not show.
        @Test(arguments: [-40..<0, 0..<40])
        func `without quantiles observations count in cells alone`(_ powers: Range<Int>) throws {
            let registry = Registry()
            let summary = try registry.summary("size_bytes", help: "Sizes.")
            PosixThread.run(4) { thread in
                for power in powers { summary.observe(Double(sign: .plus, exponent: power, significand: 1)) }
                for _ in 0..<200 { summary.observe(Double(thread)) }
            }
            let sketched = CellStore.shared.collect { slabs in SketchCounts(in: summary.cell, of: slabs).total }
            #expect(sketched == 0)
            #expect(summary.value.count == 4 * 240)
            #expect(summary.value.sum == 4 * (powers == 0..<40 ? 0x1p40 - 1 : 1 - 0x1p-40) + 1_200)
            summary.observe(.nan)
            #expect(summary.value.count == 4 * 240 + 1 && summary.value.sum.isNaN)
            #expect(summary.value.estimates.isEmpty)
        }

        @Test func `children that come and go while others observe start at nothing`() throws {
            let registry = Registry()
            let family = try registry.summary("size_bytes", help: "Sizes.", labels: LabelName("kind"))
            PosixThread.run(4) { thread in
                for round in 0..<200 {
                    family.observe("a", value: Double(round))
                    switch thread {
                    case 0: family.remove("a")
                    case 1: _ = registry.collect()
                    default: family.observe("b", value: 1)
                    }
                }
            }
            #expect(family.labels("b").value.count == 400)
            family.remove("a")
            let fresh = family.labels("a")
            #expect(fresh.value.count == 0)
            #expect(fresh.value.estimates.allSatisfy { $0.isNaN })
            #expect(fresh.value.sum == 0)
        }

        @Test func `a lost summary drops what it is given`() throws {
            let settings = try SummarySettings(
                of: "a", quantiles: [0.5], window: .seconds(1), slices: 1, clock: .system)
            let lost = Summary(lost: LabelKey.none, created: UnixTime(milliseconds: 0), settings: settings)
            let counter = Counter(lost: LabelKey.none, created: UnixTime(milliseconds: 0))
            counter.increment(by: 12_345)
            for value in [1, .nan, .infinity] { lost.observe(value) }
            #expect(lost.value.count == 0)
            #expect(lost.value.estimates.allSatisfy { $0.isNaN })
        }
    }
}
