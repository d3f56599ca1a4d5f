import CNinesThreadCells
import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

// Part of the thread tests, as it needs two slabs that nobody else takes.
extension ThreadTests {
    /// A thread has cells of its own only of children that it records in often.
    @Suite struct ChunkMemoryTests {
        @Test func `recording on one thread allocates chunks in its slab only where it records often`() throws {
            let bystander = try Counter.unregistered()
            let counters = try (0..<100_000).map { _ in try Counter.unregistered() }
            let meeting = Meeting(2)
            let end = Meeting(2)
            let busy = counters[50_000]
            let busyCount = Atomic<UInt64>(1)
            PosixThread.run(2) { index in
                // Takes a slab, which may be one that an ended thread has recorded in. Other suites' threads may hold
                // all of them for a moment.
                repeat { bystander.increment() } while nines_thread_slab() == nines_thread_no_slab()
                if index == 0 {
                    let before = ownChunks()
                    meeting.arrive()
                    for counter in counters { counter.increment() }
                    #expect(ownChunks() == before)
                    // More often than the limit: other suites' collections start the count anew.
                    for _ in 0..<10_000_000 where nines_slab_own_chunk(nines_thread_slab(), busy.cell) == nil {
                        busy.increment()
                        busyCount.add(1, ordering: .relaxed)
                    }
                    #expect(ownChunks() == before.union([busy.cell / UInt32(CellAllocator.cellsPerChunk)]))
                    for _ in 0..<10 { busy.increment() }
                    busyCount.add(10, ordering: .relaxed)
                    end.arrive()
                } else {
                    let before = ownChunks()
                    meeting.arrive()
                    end.arrive()
                    #expect(ownChunks() == before)
                }
            }
            #expect(busy.value == CounterValue(integer: busyCount.load(ordering: .relaxed)))
            #expect(counters.allSatisfy { $0 === busy || $0.value == CounterValue(integer: 1) })
        }

        /// The chunks of the calling thread's slab, by number.
        private func ownChunks() -> Set<UInt32> {
            let slab = nines_thread_slab()
            let size = UInt32(CellAllocator.cellsPerChunk)
            return Set((0..<UInt32(NINES_CHUNKS_PER_SLAB)).filter { nines_slab_own_chunk(slab, $0 * size) != nil })
        }
    }
}
