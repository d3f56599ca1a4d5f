import CNinesThreadCells
import NinesMetrics
import Synchronization
import Testing

// Part of the thread tests, as threads that others start meanwhile may hold the locks that a child would need.
extension ThreadTests {
    /// Recording goes on in a child process that was forked without `exec` and has the forking thread only.
    @Suite struct ForkTests {
        @Test func recordsInAForkedChildOnTheSlabOfTheForkingThread() throws {
            let counter = try Counter.unregistered()
            let histogram = try Registry().histogram("work_seconds", help: "Time.", upperBounds: [1, 2])
            PosixThread.run(1) { _ in
                counter.increment(by: 40)
                histogram.observe(1.5)
                let before = nines_thread_slab()
                let end = ForkedProcess.run {
                    counter.increment()
                    counter.increment(by: 1)
                    counter.increment(by: 0.5)
                    histogram.observe(3)
                    return nines_thread_slab() == before && counter.value == CounterValue(integer: 42, fraction: 0.5)
                        && Array(histogram.value.counts(0)) == [0, 1, 1] && histogram.value.sum(0) == 4.5
                }
                #expect(end == .held)
            }
            // What the child recorded is its own.
            #expect(counter.value == CounterValue(integer: 40))
            #expect(Array(histogram.value.counts(0)) == [0, 1, 0])
        }

        #if DEBUG
            private static let isOptimized = false
        #else
            private static let isOptimized = true
        #endif

        /// Unoptimized generic code takes locks of the Swift runtime, which a thread that the child lacks may have held.
        @Test(.enabled(if: isOptimized, "run by the release build of Sanitizers/run.sh"))
        func makesAndRemovesChildrenInAForkedChildWhateverOtherThreadsWereReading() throws {
            let family = try Registry().counter("kinds_total", help: "Kinds.", labels: LabelName("kind", of: Int.self))
            @Sendable func makesAndRemoves() -> Bool {
                for kind in 1...20 { family.increment(kind) }
                return family.labels(20).value.integer == 1 && (1...20).allSatisfy { family.remove($0) }
            }
            // What is made at its first use is made now.
            #expect(makesAndRemoves())
            family.increment(0)
            let isOver = Atomic<Bool>(false)
            PosixThread.run(3) { index in
                guard index == 0 else {
                    while !isOver.load(ordering: .relaxed) { family.increment(0) }
                    return
                }
                for _ in 0..<20 {
                    #expect(ForkedProcess.run(makesAndRemoves) == .held)
                }
                isOver.store(true, ordering: .relaxed)
            }
        }

        @Test func recordsInAForkedChildWhoseThreadHadNoSlab() throws {
            let counter = try Counter.unregistered()
            let family = try Registry().counter("kinds_total", help: "Kinds.", labels: LabelName("kind"))
            let held = family.labels("held")
            counter.increment(by: 40)
            held.increment()
            PosixThread.run(1) { _ in
                let end = ForkedProcess.run {
                    guard nines_thread_slab() == nines_thread_no_slab() else { return false }
                    counter.increment(by: 2)
                    family.increment("held")
                    return counter.value == CounterValue(integer: 42) && held.value == CounterValue(integer: 2)
                }
                #expect(end == .held)
            }
            #expect(counter.value == CounterValue(integer: 40))
            #expect(held.value == CounterValue(integer: 1))
        }
    }
}
