import CNinesThreadCells

/// Sums for whole families: the chunks of each slab are looked up once for all children in a row whose cells are in the
/// same chunk, and each chunk's four cells at a time, so that the sums stay in registers.
///
/// Slabs are added in creation order per cell, as ``CellStore`` promises.
extension CellStore.Sums {
    private typealias Chunks = UnsafeBufferPointer<UnsafeMutablePointer<UInt64>>

    /// The totals of counters whose whole increments are in `cells` and whose others are in the cells behind these.
    ///
    /// - Parameter order: The order of the chunks of `cells`, asked for when many slabs have them.
    func counters(_ cells: [CellIndex], order: () -> ChunkOrder?) -> [CounterValue] {
        // In the children's order a line of cells is read again for each child on it; with the cells of many threads,
        // which no cache holds, that costs more than putting the children in the order of their chunks.
        if slabsThatHave(cells.first) >= Self.manySlabs, let order = order() {
            return counters(order.cells) { Int(order.positions[$0]) }
        }
        return counters(cells) { $0 }
    }

    private static let manySlabs = 4

    private func slabsThatHave(_ cell: CellIndex?) -> Int {
        guard let cell else { return 0 }
        return (0..<count).count { nines_slab_chunk(slabs[$0], cell) != nil }
    }

    /// - Parameter position: Where the value of each of `cells` goes: each place once.
    @inline(__always)
    private func counters(_ cells: [CellIndex], at position: (Int) -> Int) -> [CounterValue] {
        // Not 0: the memory of all empty arrays is one, and would be written to.
        [CounterValue](unsafeUninitializedCapacity: max(1, cells.count)) { values, count in
            cells.withUnsafeBufferPointer { cells in
                forEachRun(cells) { run, chunks in
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
                        let offset = Self.offset(cells[child])
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
        _ cells: UnsafeBufferPointer<CellIndex>, _ first: Int, _ chunks: Chunks
    ) -> (CounterValue, CounterValue, CounterValue, CounterValue) {
        let (one, two) = (offset(cells[first]), offset(cells[first + 1]))
        let (three, four) = (offset(cells[first + 2]), offset(cells[first + 3]))
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
    func histograms(_ cells: [CellIndex], buckets: Int) -> (counts: [UInt64], sums: [Double]) {
        var counts = [UInt64](repeating: 0, count: cells.count * buckets)
        var sums = [Double](repeating: 0, count: cells.count)
        counts.withUnsafeMutableBufferPointer { counts in
            sums.withUnsafeMutableBufferPointer { sums in
                cells.withUnsafeBufferPointer { cells in
                    forEachRun(cells) { run, chunks in
                        for child in run {
                            let offset = Self.offset(cells[child])
                            for chunk in chunks { sums[child] += Double(bitPattern: nines_cell_read(chunk + offset)) }
                            let row = UnsafeMutableBufferPointer(
                                rebasing: counts[child * buckets..<(child + 1) * buckets])
                            Self.add(chunks, from: offset + 1, to: row)
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
            var four: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
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
    func differs(from seen: inout UInt64, cells: CellIndex, count cellCount: Int) -> Bool {
        var bits: UInt64 = 0
        for slab in 0..<count {
            guard let chunk = nines_slab_chunk(slabs[slab], cells) else { continue }
            for cell in 0..<cellCount { bits &+= nines_cell_read(chunk + Self.offset(cells) + cell) }
        }
        defer { seen = bits }
        return bits != seen
    }

    @inline(__always)
    private static func offset(_ cell: CellIndex) -> Int { Int(cell) & (CellAllocator.cellsPerChunk - 1) }

    /// Calls `body` with each run of children whose cells are in the same chunk, and that chunk in all slabs that have it,
    /// in creation order.
    @inline(__always)
    private func forEachRun(
        _ cells: UnsafeBufferPointer<CellIndex>, _ body: (Range<Int>, Chunks) -> Void
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
