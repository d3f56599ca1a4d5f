import CNinesThreadCells

/// Sums for whole families: the chunks of each slab are looked up once for all children in a row whose cells are in the
/// same chunk.
///
/// With few slabs, four cells are summed at a time over all of them, so that the sums stay in registers. With many,
/// that would walk as many streams of memory at once, more than processors fetch ahead: then each slab's chunk is read
/// from its start to its end, and the sums of the children of that one chunk stay in the nearest cache.
///
/// Either way, slabs are added in creation order per cell, as ``CellStore`` promises.
extension CellStore.Slabs {
    private typealias Chunks = UnsafeBufferPointer<UnsafeMutablePointer<UInt64>>
    private typealias Cells = UnsafeBufferPointer<CellIndex>

    /// With more slabs than this, children are taken in the order of their chunks: else a slab's chunk would be looked
    /// up again for each child, or read again from memory that no cache holds.
    private static let manySlabs = 4

    /// The totals of counters whose whole increments are in `cells` and whose others are in the cells behind these.
    ///
    /// - Parameter order: The order of the chunks of `cells`, asked for when there are many slabs.
    func counters(_ cells: [CellIndex], order: () -> ChunkOrder?) -> [CounterValue] {
        if count > Self.manySlabs, let order = order() {
            return counters(order.cells) { Int(order.positions[$0]) }
        }
        return counters(cells) { $0 }
    }

    /// - Parameter position: Where the value of each of `cells` goes: each place once.
    @inline(__always)
    private func counters(_ cells: [CellIndex], at position: (Int) -> Int) -> [CounterValue] {
        // Not 0: the memory of all empty arrays is one, and would be written to.
        [CounterValue](unsafeUninitializedCapacity: max(1, cells.count)) { values, count in
            cells.withUnsafeBufferPointer { cells in
                forEachRun(cells) { run, chunks in
                    guard chunks.count <= Self.manySlabs else {
                        for child in run { values.initializeElement(at: position(child), to: CounterValue(integer: 0)) }
                        for chunk in chunks {
                            for child in run {
                                let (offset, sum) = (CellStore.offset(cells[child]), values[position(child)])
                                values[position(child)] = CounterValue(
                                    integer: sum.integer &+ nines_cell_read(chunk + offset),
                                    fraction: sum.fraction + Double(bitPattern: nines_cell_read(chunk + offset + 1)))
                            }
                        }
                        return
                    }
                    var child = run.lowerBound
                    while child + 4 <= run.upperBound {
                        let sums = Self.sumsOfFour(cells, child, chunks)
                        values.initializeElement(at: position(child), to: sums.0)
                        values.initializeElement(at: position(child + 1), to: sums.1)
                        values.initializeElement(at: position(child + 2), to: sums.2)
                        values.initializeElement(at: position(child + 3), to: sums.3)
                        child += 4
                    }
                    while child < run.upperBound {
                        var (integer, fraction) = (UInt64(0), 0.0)
                        let offset = CellStore.offset(cells[child])
                        for chunk in chunks {
                            integer &+= nines_cell_read(chunk + offset)
                            fraction += Double(bitPattern: nines_cell_read(chunk + offset + 1))
                        }
                        values.initializeElement(
                            at: position(child), to: CounterValue(integer: integer, fraction: fraction))
                        child += 1
                    }
                }
            }
            count = cells.count
        }
    }

    /// Four at once: an addition waits for the one before it, and here there are eight that do not wait for each other.
    @inline(__always)
    private static func sumsOfFour(
        _ cells: Cells, _ first: Int, _ chunks: Chunks
    ) -> (CounterValue, CounterValue, CounterValue, CounterValue) {
        let (one, two) = (CellStore.offset(cells[first]), CellStore.offset(cells[first + 1]))
        let (three, four) = (CellStore.offset(cells[first + 2]), CellStore.offset(cells[first + 3]))
        var integers: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var fractions = (0.0, 0.0, 0.0, 0.0)
        for chunk in chunks {
            integers.0 &+= nines_cell_read(chunk + one)
            integers.1 &+= nines_cell_read(chunk + two)
            integers.2 &+= nines_cell_read(chunk + three)
            integers.3 &+= nines_cell_read(chunk + four)
            fractions.0 += Double(bitPattern: nines_cell_read(chunk + one + 1))
            fractions.1 += Double(bitPattern: nines_cell_read(chunk + two + 1))
            fractions.2 += Double(bitPattern: nines_cell_read(chunk + three + 1))
            fractions.3 += Double(bitPattern: nines_cell_read(chunk + four + 1))
        }
        return (
            CounterValue(integer: integers.0, fraction: fractions.0),
            CounterValue(integer: integers.1, fraction: fractions.1),
            CounterValue(integer: integers.2, fraction: fractions.2),
            CounterValue(integer: integers.3, fraction: fractions.3)
        )
    }

    /// The counts of histograms whose sums are in `cells` and whose `buckets` buckets are in the cells behind these:
    /// first all buckets of the first.
    ///
    /// - Parameter order: As for counters.
    func histograms(
        _ cells: [CellIndex], buckets: Int, order: () -> ChunkOrder?
    ) -> (counts: [UInt64], sums: [Double]) {
        if count > Self.manySlabs, let order = order() {
            return histograms(order.cells, buckets: buckets) { Int(order.positions[$0]) }
        }
        return histograms(cells, buckets: buckets) { $0 }
    }

    @inline(__always)
    private func histograms(
        _ cells: [CellIndex], buckets: Int, at position: (Int) -> Int
    ) -> (counts: [UInt64], sums: [Double]) {
        var counts = [UInt64](repeating: 0, count: cells.count * buckets)
        var sums = [Double](repeating: 0, count: cells.count)
        counts.withUnsafeMutableBufferPointer { counts in
            sums.withUnsafeMutableBufferPointer { sums in
                cells.withUnsafeBufferPointer { cells in
                    func add(_ chunks: Chunks, _ child: Int) {
                        let offset = CellStore.offset(cells[child])
                        let place = position(child)
                        for chunk in chunks { sums[place] += Double(bitPattern: nines_cell_read(chunk + offset)) }
                        let row = counts.extracting(place * buckets..<(place + 1) * buckets)
                        Self.add(chunks, from: offset + 1, to: row)
                    }
                    forEachRun(cells) { run, chunks in
                        guard chunks.count > Self.manySlabs else {
                            for child in run { add(chunks, child) }
                            return
                        }
                        for slab in chunks.indices {
                            let chunk = chunks.extracting(slab..<slab + 1)
                            for child in run { add(chunk, child) }
                        }
                    }
                }
            }
        }
        return (counts, sums)
    }

    @inline(__always)
    private static func add(_ chunks: Chunks, from offset: Int, to row: UnsafeMutableBufferPointer<UInt64>) {
        var bucket = 0
        while bucket + 4 <= row.count {
            var four = (row[bucket], row[bucket + 1], row[bucket + 2], row[bucket + 3])
            for chunk in chunks {
                let cell = chunk + offset + bucket
                four.0 &+= nines_cell_read(cell)
                four.1 &+= nines_cell_read(cell + 1)
                four.2 &+= nines_cell_read(cell + 2)
                four.3 &+= nines_cell_read(cell + 3)
            }
            (row[bucket], row[bucket + 1], row[bucket + 2], row[bucket + 3]) = four
            bucket += 4
        }
        while bucket < row.count {
            for chunk in chunks { row[bucket] &+= nines_cell_read(chunk + offset + bucket) }
            bucket += 1
        }
    }

    /// Whether the bits of a run of cells, whose counts never fall, are others than at the last call.
    func changed(since seen: inout UInt64, cells: CellIndex, count cellCount: Int) -> Bool {
        var bits: UInt64 = 0
        for slab in 0..<count {
            guard let chunk = nines_slab_chunk(slabs[slab], cells) else { continue }
            for cell in 0..<cellCount { bits &+= nines_cell_read(chunk + CellStore.offset(cells) + cell) }
        }
        defer { seen = bits }
        return bits != seen
    }

    /// Calls `body` with each run of children whose cells are in the same chunk, and that chunk in all slabs that have
    /// it, in creation order.
    @inline(__always)
    private func forEachRun(
        _ cells: Cells, _ body: (Range<Int>, Chunks) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt64>.self, capacity: max(1, count)) { chunks in
            var first = 0
            while first < cells.count {
                let number = cells[first] >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2)
                var end = first + 1
                while end < cells.count, cells[end] >> CellIndex(NINES_CELLS_PER_CHUNK_LOG2) == number { end += 1 }
                var found = 0
                for slab in 0..<count {
                    guard let chunk = nines_slab_chunk(slabs[slab], cells[first]) else { continue }
                    chunks.initializeElement(at: found, to: chunk)
                    found += 1
                }
                body(first..<end, UnsafeBufferPointer(rebasing: chunks[..<found]))
                first = end
            }
        }
    }
}

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
