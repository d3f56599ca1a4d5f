import CNinesThreadCells

/// Hands out runs of cells, and takes them back.
///
/// A run lies within one chunk, so that recording finds its chunk once. A run that is longer than a chunk lies within a
/// group of four, whose chunks every slab makes together and in one piece of memory. Runs that come back are kept by
/// length: a family that loses and gains children uses the same cells again.
struct CellAllocator {
    static let cellsPerChunk = Int(1) << Int(NINES_CELLS_PER_CHUNK_LOG2)
    static let chunksPerGroup = 4
    static let longestRun = cellsPerChunk * chunksPerGroup
    static let capacity = cellsPerChunk * Int(NINES_CHUNKS_PER_SLAB)

    /// In the first chunk, which no slab ever has, so that every record there takes the slow path. That drops it, for
    /// children that could not be given cells because the process has used up all, or records it elsewhere, for
    /// instruments that keep exemplars.
    static let nowhere: CellIndex = 0

    /// Chunks are taken from the start, groups from the end, until they meet.
    private var next = cellsPerChunk
    /// The first cell of the group taken last: all from here on are in groups.
    private(set) var firstGrouped = capacity
    private var nextGrouped = capacity
    /// By length. What is left of a chunk or group is here too, for a run of just that length.
    private var free: [[CellIndex]] = Array(repeating: [], count: longestRun + 1)

    /// `count` consecutive cells, all zero in every slab; nil when there are none left or `count` exceeds a group.
    mutating func allocate(_ count: Int) -> CellIndex? {
        guard count > 0, count <= Self.longestRun else { return nil }
        if let index = reuse(count) { return index }
        return count <= Self.cellsPerChunk ? takeFromChunks(count) : takeFromGroups(count)
    }

    /// Such a run that was handed out before; nil when none is here.
    mutating func reuse(_ count: Int) -> CellIndex? { free.indices.contains(count) ? free[count].popLast() : nil }

    private mutating func takeFromChunks(_ count: Int) -> CellIndex? {
        let room = Self.cellsPerChunk - next % Self.cellsPerChunk
        if room < count {
            free[room].append(CellIndex(next))
            next += room
        }
        guard next + count <= firstGrouped else { return nil }
        defer { next += count }
        return CellIndex(next)
    }

    private mutating func takeFromGroups(_ count: Int) -> CellIndex? {
        let room = groupedEnd - nextGrouped
        if room < count {
            guard firstGrouped - Self.longestRun >= next else { return nil }
            if room > 0 { free[room].append(CellIndex(nextGrouped)) }
            firstGrouped -= Self.longestRun
            nextGrouped = firstGrouped
        }
        defer { nextGrouped += count }
        return CellIndex(nextGrouped)
    }

    /// Where the group taken last ends.
    private var groupedEnd: Int { min(firstGrouped + Self.longestRun, Self.capacity) }

    /// The cells of all chunks that were ever taken from.
    var taken: [Range<Int>] { [Self.cellsPerChunk..<next, firstGrouped..<Self.capacity] }

    /// Cells that were handed out and not taken back.
    var used: Int {
        let handedOut = taken.reduce(0) { $0 + $1.count } - (groupedEnd - nextGrouped)
        return free.enumerated().reduce(handedOut) { $0 - $1.offset * $1.element.count }
    }

    /// Takes back runs of `count` cells, which must be zero in every slab.
    mutating func takeBack(_ runs: [CellIndex], count: Int) {
        guard !runs.isEmpty else { return }
        // Mostly there are none: then the list is taken over as it is.
        if free[count].isEmpty { free[count] = runs } else { free[count] += runs }
    }
}

/// Runs of cells on their way back to the allocator.
struct ReturnedCells {
    private var runs: [[CellIndex]] = Array(repeating: [], count: CellAllocator.longestRun + 1)
    /// The cells of all runs.
    private(set) var count = 0

    mutating func add(_ index: CellIndex, count: Int) {
        runs[count].append(index)
        self.count += count
    }

    /// All runs of `count` cells that came back.
    mutating func take(_ count: Int) -> [CellIndex] {
        guard runs.indices.contains(count), !runs[count].isEmpty else { return [] }
        self.count -= count * runs[count].count
        defer { runs[count] = [] }
        return runs[count]
    }
}

/// The place of a cell in every slab: the upper bits choose the chunk, the lower ones the cell in it.
///
/// Only ``CellAllocator`` makes them, always below the slabs' capacity, and runs of cells never cross what a slab has
/// in one piece: so a slab's entry and a run need no bounds check when recording.
@usableFromInline
typealias CellIndex = UInt32
