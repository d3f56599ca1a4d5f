import CNinesThreadCells
import Synchronization

extension CellStore {
    /// What the cells of the process take.
    struct Usage: Sendable {
        /// That instruments hold.
        let cells: Int
        /// Of all slabs, each of `CellAllocator.cellsPerChunk` cells.
        let chunks: Int
        /// Whose threads live.
        let ownedSlabs: Int
        /// Whose threads have ended.
        let freeSlabs: Int
    }

    /// The numbers are read one after the other while threads come and go, so they may be one apart.
    var usage: Usage {
        let (handedOut, taken) = allocator.withLock { ($0.used, $0.taken) }
        let cells = handedOut - returned.withLock(\.count)
        let count = slabCount.load(ordering: .acquiring)
        var chunks = 0
        for slab in 0..<count {
            for range in taken {
                for first in stride(from: range.lowerBound, to: range.upperBound, by: CellAllocator.cellsPerChunk)
                where nines_slab_chunk(slabs[slab], CellIndex(first)) != nil {
                    chunks += 1
                }
            }
        }
        let free = freeSlabCount.load(ordering: .relaxed)
        return Usage(cells: cells, chunks: chunks, ownedSlabs: max(0, count - 1 - free), freeSlabs: free)
    }
}
