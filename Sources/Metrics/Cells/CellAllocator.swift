import CNinesThreadCells

/// Hands out runs of cells, and takes them back.
///
/// A run lies within one chunk, so that recording finds its chunk once. Runs that come back are kept by length: a family
/// that loses and gains children uses the same cells again.
struct CellAllocator {
    static let cellsPerChunk = Int(1) << Int(NINES_CELLS_PER_CHUNK_LOG2)
    static let capacity = cellsPerChunk << 16

    /// In the first chunk, which no slab ever has, so that every record there takes the slow path. That drops it, for
    /// children that could not be given cells because the process has used up all, or records it elsewhere, for
    /// instruments that keep exemplars.
    static let nowhere: CellIndex = 0

    private var next = cellsPerChunk
    /// By length.
    private var free: [[CellIndex]] = Array(repeating: [], count: cellsPerChunk + 1)

    /// `count` consecutive cells, all zero in every slab; nil when there are none left or `count` exceeds a chunk.
    mutating func allocate(_ count: Int) -> CellIndex? {
        guard count > 0, count <= Self.cellsPerChunk else { return nil }
        if let index = free[count].popLast() { return index }
        let room = Self.cellsPerChunk - next % Self.cellsPerChunk
        if room < count {
            free[room].append(CellIndex(next))
            next += room
        }
        guard next + count <= Self.capacity else { return nil }
        defer { next += count }
        return CellIndex(next)
    }

    /// The cell after the last that was ever handed out.
    var end: Int { next }

    /// Cells that were handed out and not taken back.
    var used: Int {
        free.enumerated().reduce(next - Self.cellsPerChunk) { $0 - $1.offset * $1.element.count }
    }

    /// Takes back a run; its cells must be zero in every slab.
    mutating func release(_ index: CellIndex, count: Int) {
        free[count].append(index)
    }
}

/// The place of a cell in every slab: the upper bits choose the chunk, the lower ones the cell in it.
///
/// Only ``CellAllocator`` makes them, always below the slabs' capacity, and runs of cells never cross a chunk: so a
/// slab's entry and a run within a chunk need no bounds check when recording.
@usableFromInline
typealias CellIndex = UInt32
