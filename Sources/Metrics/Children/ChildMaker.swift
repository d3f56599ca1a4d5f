/// What a family needs to know of its kind of instrument: how to make a child, and how to read all of them.
struct ChildMaker: Sendable {
    /// A child that counts from now on; nil when the process has used up what it needs, such as cells.
    let make: @Sendable (consuming LabelKey, ChildStart) -> Instrument?
    /// A child of which nothing is ever collected.
    let makeLost: @Sendable (consuming LabelKey, ChildStart) -> Instrument
    /// The columns of children that this maker made. The caller holds them until after the collection, so that their
    /// cells are nobody else's meanwhile.
    let columns: @Sendable (FamilyLayout, borrowing CellStore.Slabs) -> FamilyColumns
    /// The rows that each child has in the columns; nil: one without a label of its own.
    var rows: ChildRows?
    /// Whether a child counts the time since it began.
    var countsElapsed = false
}

extension ChildMaker {
    /// The created times of `children`, in their order.
    static func created(_ children: FamilyLayout) -> CreatedTimes {
        children.created ?? CreatedTimes(children.lazy.map(\.created))
    }
}

/// How many children a family may have, and how long one may go without updates.
public struct ChildLimits: Sendable, Hashable {
    /// The most children that label values can make; nil: no limit. Records for further ones go to one child whose
    /// label values all are `other`, and `nines_metrics_overflowed_total{family}` counts the look-ups that did.
    public let count: Int?
    /// A child that was not updated for this long is removed by the next collection; nil: children stay. Its count is
    /// gone, as after a removal. A child stays as long as somebody holds a handle to it, a gauge as long as it is not
    /// 0, and a state set as long as it is not as it began. Looking an info up, or setting it, updates it. What changes
    /// no bit of a counter is no update: an increment by 0, or one too small for a large sum of doubles.
    public let idleTime: Duration?

    /// Neither limit.
    public static let none = ChildLimits()

    /// Limits of either kind, both or none. A count below 0 is one of 0: then all records go to the child `other`.
    public init(count: Int? = nil, idleTime: Duration? = nil) {
        self.count = count
        self.idleTime = idleTime
    }
}

/// When a child begins, as its family's clock says: read before a lock is taken, as a clock may be code of users that
/// records in the very family that the child is made for.
struct ChildStart: Sendable {
    var time: UnixTime
    /// Zero for a kind that does not count the time since.
    let elapsed: Duration
}

extension ChildSet {
    /// Now, by the family's clock. Not to be called under the family's lock.
    func start() -> ChildStart {
        ChildStart(time: clock.now(), elapsed: maker.countsElapsed ? clock.elapsed() : .zero)
    }
}
