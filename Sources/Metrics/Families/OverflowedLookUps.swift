/// Look-ups that went to a family's overflow child, by family, for the whole process.
///
/// A family with more label sets than its limit must not hide that: `nines_metrics_overflowed_total{family}` tells. It has
/// a child for each name of a family that overflowed, for as long as the process lives.
final class OverflowedLookUps: Sendable {
    static let shared = OverflowedLookUps()

    /// By the family's name as UTF-8.
    private let cells = Lock<[[UInt8]: CellIndex]>([:])

    /// Where that family's look-ups are counted; nowhere when the process has used up all cells.
    func cell(of family: String) -> CellIndex {
        cells.withLock { cells in
            let name = Array(family.utf8)
            if let cell = cells[name] { return cell }
            guard let cell = CellStore.shared.allocate(1) else { return CellAllocator.nowhere }
            cells[name] = cell
            return cell
        }
    }

    /// The family that exposes them.
    struct Source: Collector {
        static let descriptor = try? FamilyDescriptor(
            "nines_metrics_overflowed_total", type: .counter,
            help: "Look-ups of label sets beyond a family's limit, which went to its child \"other\", in this process.")

        var families: [FamilyDescriptor] { Self.descriptor.map { [$0] } ?? [] }

        func collect() -> [FamilySnapshot] {
            let cells = OverflowedLookUps.shared.cells.withLock { $0 }
            let samples = CellStore.shared.collect { sums in
                cells.map { name, cell in
                    FamilySnapshot.Sample(
                        Double(sums.integer(cell)), labels: [Label("family", String(decoding: name, as: UTF8.self))])
                }
            }
            return Self.descriptor.flatMap { try? FamilySnapshot($0, samples: samples) }.map { [$0] } ?? []
        }
    }
}
