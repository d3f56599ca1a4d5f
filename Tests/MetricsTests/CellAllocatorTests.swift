import Testing

@testable import NinesMetrics

@Suite struct CellAllocatorTests {
    @Test func `counts what is handed out`() {
        var cells = CellAllocator()
        #expect(cells.used == 0)
        let first = cells.allocate(200)
        _ = cells.allocate(100)
        #expect(cells.used == 300)
        #expect(cells.taken.map(\.count) == [256 + 100, 0])
        if let first { cells.takeBack([first], count: 200) }
        #expect(cells.used == 100)
        #expect(cells.allocate(200) == first)
    }

    /// What a counter takes: here and not in the process's cells, where runs of other suites lie between.
    @Test func `a hundred thousand runs of two cells fill chunks and leave none between`() {
        var cells = CellAllocator()
        let runs = (0..<100_000).compactMap { _ in cells.allocate(2) }
        #expect(runs.count == 100_000)
        #expect(Set(runs.map { Int($0) / CellAllocator.cellsPerChunk }) == Set(1...782))
        // A family that loses its children and gains as many uses the same chunks again.
        cells.takeBack(runs, count: 2)
        #expect(Set((0..<100_000).compactMap { _ in cells.allocate(2) }) == Set(runs))
    }

    @Test func `gives runs that are longer than a chunk a group from the end`() throws {
        var cells = CellAllocator()
        let end = CellIndex(CellAllocator.capacity)
        #expect(cells.allocate(1_024) == end - 1_024)
        #expect(cells.allocate(300) == end - 2_048)
        #expect(cells.allocate(700) == end - 2_048 + 300)
        #expect(cells.used == 2_024)
        #expect(cells.firstGrouped == Int(end) - 2_048)
        // What was left of the second group, 24 cells, is for a run of just that length.
        #expect(cells.allocate(257) == end - 3_072)
        #expect(cells.allocate(24) == end - 1_024 - 24)
        #expect(cells.allocate(1_025) == nil)
    }

    @Test func `no run crosses a chunk or a group and no two meet`() {
        var cells = CellAllocator()
        var handedOut = 0
        var next: [Int] = [256, 1_024, 200, 600]
        var firstOfGroups = CellIndex.max
        var lastOfChunks: CellIndex = 0
        while !next.isEmpty {
            for count in next {
                guard let cell = cells.allocate(count) else {
                    next.removeAll { $0 == count }
                    continue
                }
                handedOut += count
                let size = count <= 256 ? 256 : 1_024
                if Int(cell) / size != (Int(cell) + count - 1) / size { Issue.record("\(count) cells at \(cell)") }
                if count <= 256, Int(cell) < cells.firstGrouped { lastOfChunks = max(lastOfChunks, cell) }
                if count > 256 { firstOfGroups = min(firstOfGroups, cell) }
            }
        }
        #expect(cells.used == handedOut)
        #expect(lastOfChunks < firstOfGroups)
        #expect(0..<256 ~= cells.taken[1].lowerBound - cells.taken[0].upperBound)
    }
}
