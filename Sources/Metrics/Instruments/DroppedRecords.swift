/// Increments that cannot be recorded and families that cannot be exposed, counted by reason for the whole process.
///
/// Neither may trap, and neither may hide a bug: `nines_metrics_dropped_total{reason}` of the
/// default registry tells.
@usableFromInline
enum DroppedRecords: String, CaseIterable, Sendable {
    case negative
    case notFinite = "not_finite"
    /// A look-up for a child that could not be made, as the process has used up all cells; what it records is lost.
    case capacity
    /// An exemplar with labels that are not legal or too long; the record it came with counts.
    case exemplar
    /// A family that a page leaves out, as its name is escaped to one that another family of the page has.
    case nameCollision = "name_collision"
    /// What handles and families of an unregistered family record.
    case removed

    private var cell: CellIndex {
        switch self {
        case .negative: CellStore.shared.droppedCells
        case .notFinite: CellStore.shared.droppedCells &+ 1
        case .capacity: CellStore.shared.droppedCells &+ 2
        case .exemplar: CellStore.shared.droppedCells &+ 3
        case .nameCollision: CellStore.shared.droppedCells &+ 4
        case .removed: CellStore.shared.droppedCells &+ 5
        }
    }

    @usableFromInline @inline(never)
    func count() { Recording.addSlowly(1 as UInt64, to: cell) }

    /// Counts `number` at once.
    func count(_ number: UInt64) { Recording.addSlowly(number, to: cell) }

    /// Counts an increment by `amount`, which is negative, NaN or infinite.
    @usableFromInline @inline(never)
    static func count(_ amount: Double) {
        (amount.isFinite ? DroppedRecords.negative : .notFinite).count()
    }

    /// The family that exposes them.
    struct Source: Collector {
        static let descriptor = try? FamilyDescriptor(
            "nines_metrics_dropped_total", type: .counter,
            help: "Records that cannot be taken and families that a page cannot have, by reason, in this process.")

        var families: [FamilyDescriptor] { Self.descriptor.map { [$0] } ?? [] }

        func collect() -> [FamilySnapshot] {
            let counts = CellStore.shared.collect { sums in DroppedRecords.allCases.map { sums.integer($0.cell) } }
            let samples = zip(DroppedRecords.allCases, counts).map { reason, count in
                FamilySnapshot.Sample(Double(count), labels: [Label("reason", reason.rawValue)])
            }
            return Self.descriptor.flatMap { try? FamilySnapshot($0, samples: samples) }.map { [$0] } ?? []
        }
    }
}

/// Families that pages leave out.
package enum DroppedFamilies {
    /// Counts one whose escaped name another family of the page has.
    package static func countNameCollision() { DroppedRecords.nameCollision.count() }
}
