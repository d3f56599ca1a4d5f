/// What NinesMetrics itself uses in this process: to see leaks of children before they hurt. Threads, which slabs and
/// marks belong to, are `process_threads` of the process' own metrics.
///
/// ```swift
/// try Registry.default.register(RuntimeCollector())
/// ```
///
/// | metric | labels | is |
/// |---|---|---|
/// | `nines_runtime_cells` | | cells that instruments hold: 2 for a counter, 2 and the upper bounds for a histogram |
/// | `nines_runtime_cells_limit` | | cells that all instruments of a process can hold together |
/// | `nines_runtime_cell_memory_bytes` | | memory for cells, over all slabs; never falls |
/// | `nines_runtime_slabs` | `state` | sets of cells: `owned` by a thread, or `free` for the next |
/// | `nines_runtime_slabs_limit` | | with more recording threads than this, those beyond share one slab |
/// | `nines_runtime_reader_marks` | | the most threads that looked children up and lived at once |
///
/// All are gauges. A collection reads one word per slab and 256 cells.
public struct RuntimeCollector: Collector {
    private struct Metric: Sendable {
        let descriptor: FamilyDescriptor
        let samples: @Sendable (CellStore.Usage) -> [FamilySnapshot.Sample]
    }

    private let metrics: [Metric]

    /// The families, whose values are read at each collection.
    public init() {
        var metrics: [Metric] = []
        func add(
            _ name: String, unit: String? = nil, _ help: String,
            _ samples: @escaping @Sendable (CellStore.Usage) -> [FamilySnapshot.Sample]
        ) {
            // The names are legal.
            guard let descriptor = try? FamilyDescriptor(name, type: .gauge, help: help, unit: unit) else { return }
            metrics.append(Metric(descriptor: descriptor, samples: samples))
        }
        add("nines_runtime_cells", "Cells that instruments hold.") { [.init(Double($0.cells))] }
        add("nines_runtime_cells_limit", "Cells that the instruments of a process can hold together.") { _ in
            [.init(Double(CellAllocator.capacity))]
        }
        add("nines_runtime_cell_memory_bytes", unit: "bytes", "Memory for the cells of all slabs in bytes.") {
            [.init(Double($0.chunks * CellAllocator.cellsPerChunk * MemoryLayout<UInt64>.stride))]
        }
        add("nines_runtime_slabs", "Sets of cells that recording threads own, or that are free for the next ones.") {
            [
                .init(Double($0.freeSlabs), labels: [Label("state", "free")]),
                .init(Double($0.ownedSlabs), labels: [Label("state", "owned")]),
            ]
        }
        add("nines_runtime_slabs_limit", "Threads that can record at once before further ones share a slab.") { _ in
            [.init(Double(CellStore.shared.maximumSlabs))]
        }
        add("nines_runtime_reader_marks", "The most threads that looked children up and lived at once.") { _ in
            [.init(Double(ReaderMarks.shared.count))]
        }
        self.metrics = metrics
    }

    /// The families in the table above.
    public var families: [FamilyDescriptor] { metrics.map(\.descriptor) }

    /// Waits for a collection that is under way.
    public func collect() -> [FamilySnapshot] {
        let usage = CellStore.shared.usage
        return metrics.compactMap { try? FamilySnapshot($0.descriptor, samples: $0.samples(usage)) }
    }
}
