import CNinesThreadCells
import Testing

@testable import NinesMetrics

// Part of the thread tests, as it needs two slabs that nobody else takes.
extension ThreadTests {
    /// A child costs cells only in the slabs of threads that record in it.
    @Suite struct ChunkMemoryTests {
        @Test func recordingOnOneThreadAllocatesChunksInItsSlabOnly() throws {
            let bystander = try Counter.unregistered()
            let counters = try (0..<100_000).map { _ in try Counter.unregistered() }
            let touched = Set(counters.map { $0.cell / UInt32(CellAllocator.cellsPerChunk) })
            let meeting = Meeting(2)
            let end = Meeting(2)
            PosixThread.run(2) { index in
                // Takes a slab, which may be one that an ended thread has recorded in. Other suites' threads may hold all
                // of them for a moment.
                repeat { bystander.increment() } while nines_thread_slab() == nines_thread_no_slab()
                if index == 0 {
                    let before = ownChunks()
                    meeting.arrive()
                    for counter in counters { counter.increment() }
                    let after = ownChunks()
                    #expect(touched.isSubset(of: after))
                    #expect(after.subtracting(before).isSubset(of: touched))
                    end.arrive()
                } else {
                    let before = ownChunks()
                    meeting.arrive()
                    end.arrive()
                    #expect(!before.isEmpty)
                    #expect(ownChunks() == before)
                }
            }
            #expect(counters.allSatisfy { $0.value == CounterValue(integer: 1) })
            // Two cells each, so about 200 chunks of 8 KiB rather than a chunk per counter.
            #expect(touched.count < 250)
        }

        /// The chunks of the calling thread's slab, by number.
        private func ownChunks() -> Set<UInt32> {
            let slab = nines_thread_slab()
            let size = UInt32(CellAllocator.cellsPerChunk)
            return Set((0..<UInt32(NINES_CHUNKS_PER_SLAB)).filter { nines_slab_own_chunk(slab, $0 * size) != nil })
        }
    }
}
