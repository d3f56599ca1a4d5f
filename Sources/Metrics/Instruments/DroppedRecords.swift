/// What cannot be recorded, exposed or freed, counted by reason for the whole process.
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
    /// Code of users that Nines called and that came back to it in a circle: an exemplar source that recorded where a
    /// source is asked, a collector or callback that collected its own registry, a label value whose text needs a
    /// look-up of a value of that type, a policy of the bridge that made an instrument. What it asked for is left out.
    case reentrant
    /// What handles of children that were taken out of their families record: what a counter adds, and 1 for each
    /// collection that finds another kind updated.
    case removed
    /// A removed child or an outgrown table that can never be freed, or an expiry that cannot be made, as the system
    /// refuses `membarrier` since the process started: a filter of system calls was installed later.
    case unreclaimed

    private var cell: CellIndex {
        switch self {
        case .negative: CellStore.shared.droppedCells
        case .notFinite: CellStore.shared.droppedCells &+ 1
        case .capacity: CellStore.shared.droppedCells &+ 2
        case .exemplar: CellStore.shared.droppedCells &+ 3
        case .nameCollision: CellStore.shared.droppedCells &+ 4
        case .reentrant: CellStore.shared.droppedCells &+ 5
        case .removed: CellStore.shared.droppedCells &+ 6
        case .unreclaimed: CellStore.shared.droppedCells &+ 7
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
            help: "What cannot be recorded, exposed or freed, by reason, in this process.")

        var families: [FamilyDescriptor] { Self.descriptor.map { [$0] } ?? [] }

        func collect() -> [FamilySnapshot] {
            let counts = CellStore.shared.collect { slabs in DroppedRecords.allCases.map { slabs.integer($0.cell) } }
            let samples = zip(DroppedRecords.allCases, counts).map { reason, count in
                FamilySnapshot.Sample(count, labels: [Label("reason", reason.rawValue)])
            }
            return Self.descriptor.flatMap { try? FamilySnapshot($0, samples: samples) }.map { [$0] } ?? []
        }
    }
}

/// What other modules cannot free.
package enum Unreclaimed {
    /// Counts what the process keeps as it cannot know whether a reader is with it.
    package static func count(_ number: Int) { DroppedRecords.unreclaimed.count(UInt64(max(0, number))) }
}

/// Families that pages leave out.
package enum DroppedFamilies {
    /// Counts one whose escaped name another family of the page has.
    package static func countNameCollision() { DroppedRecords.nameCollision.count() }
}
