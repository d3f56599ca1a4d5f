import Testing

@testable import NinesMetrics

@Suite struct RuntimeCollectorTests {
    @Test func `says what cells and slabs are used`() throws {
        let registry = Registry()
        try registry.register(RuntimeCollector())
        #expect(
            registry.collect().families.map(\.descriptor.name).filter { $0 != "swift_threads" } == [
                "nines_runtime_cell_memory_bytes", "nines_runtime_cells", "nines_runtime_cells_limit",
                "nines_runtime_reader_marks", "nines_runtime_slabs", "nines_runtime_slabs_limit",
            ])
        let family = try registry.counter("a_total", help: "A.", labels: LabelName("id", of: Int.self))
        family.increment(0)
        let snapshot = registry.collect()
        #expect(try #require(snapshot.value(of: "nines_runtime_cell_memory_bytes")) >= 2048)
        #expect(try #require(snapshot.value(of: "nines_runtime_slabs", labels: ["state": "owned"])) >= 1)
        #expect(snapshot.value(of: "nines_runtime_slabs", labels: ["state": "free"]) != nil)
        #expect(snapshot.value(of: "nines_runtime_slabs_limit") == Double(CellStore.shared.maximumSlabs))
        #expect(snapshot.value(of: "nines_runtime_cells_limit") == 67_108_864)
        #expect(try #require(snapshot.value(of: "nines_runtime_reader_marks")) >= 1)
    }
}
