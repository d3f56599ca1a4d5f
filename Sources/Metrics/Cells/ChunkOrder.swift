import CNinesThreadCells

/// The positions of children in the order of the chunks that their cells are in; within a chunk as they were.
struct ChunkOrder: Sendable {
    /// Each position of the children once.
    let positions: [UInt32]
    /// The children's cells in this order.
    let cells: [CellIndex]

    /// Nil for children that are too many, or too few for the order to matter.
    init?(_ cells: [CellIndex]) {
        guard cells.count > CellAllocator.cellsPerChunk, cells.count <= Int(UInt32.max) else { return nil }
        var (first, last) = (CellIndex.max, CellIndex.min)
        for cell in cells {
            first = min(first, cell)
            last = max(last, cell)
        }
        let base = first >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2)
        let chunkCount = Int(last >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2) - base) + 1
        // Counting sort: for each chunk where its children begin.
        var starts = [UInt32](repeating: 0, count: chunkCount + 1)
        for cell in cells { starts[Int(cell >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2) - base) + 1] += 1 }
        for chunk in 0..<chunkCount { starts[chunk + 1] += starts[chunk] }
        positions = [UInt32](unsafeUninitializedCapacity: cells.count) { positions, count in
            for (position, cell) in cells.enumerated() {
                let chunk = Int(cell >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2) - base)
                positions.initializeElement(at: Int(starts[chunk]), to: UInt32(position))
                starts[chunk] += 1
            }
            count = cells.count
        }
        self.cells = positions.map { cells[Int($0)] }
    }
}
