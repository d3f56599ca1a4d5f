/// Which children came and went since a family's layout was made, so that the next one costs what changed and not what
/// there is.
///
/// Tracks nothing until there is a layout, and forgets all when more than half of the children changed: then the next
/// layout is made from the table. So it lists no more children than the family had at a time.
///
/// Holds no references: who is listed here is in the table or in the departed children that the layout holds.
struct ChildChanges {
    private var layout: FamilyLayout?
    private(set) var added: [Unmanaged<Instrument>] = []
    private(set) var removed: [Unmanaged<Instrument>] = []
    private var isTracking = false
    /// How many children the layout has, or is about to have.
    private var listed = 0
    /// Tells a layout that was made before all was forgotten.
    private(set) var epoch = 0

    /// The layout, unless it is to be made from the table.
    var tracked: FamilyLayout? { isTracking ? layout : nil }

    var isCurrent: Bool { tracked != nil && added.isEmpty && removed.isEmpty }

    /// From now on, as a layout with about `count` children is being made.
    mutating func track(_ count: Int) {
        (added, removed) = ([], [])
        isTracking = true
        listed = count
        epoch += 1
    }

    mutating func add(_ child: Unmanaged<Instrument>) {
        guard isTracking else { return }
        added.append(child)
        if removed.isEmpty, added.count > listed + 64 { startAnew() }
    }

    /// - Returns: what the caller must keep until it has released the lock: dropping it drops children.
    mutating func remove(_ children: ArraySlice<Unmanaged<Instrument>>) -> FamilyLayout? {
        guard isTracking else { return nil }
        removed += children
        return 2 * removed.count > listed + added.count ? forget() : nil
    }

    /// - Returns: as `remove`.
    mutating func forget() -> FamilyLayout? {
        defer { layout = nil }
        startAnew()
        return layout
    }

    /// The layout, which nobody asks for any more, stays until the next is made: this is no place to drop children.
    private mutating func startAnew() {
        (added, removed) = ([], [])
        isTracking = false
        epoch += 1
    }

    /// The changes that the next layout takes in. Moved out, so that nobody copies them under the lock.
    mutating func take() -> (added: [Unmanaged<Instrument>], removed: [Unmanaged<Instrument>]) {
        defer { (added, removed) = ([], []) }
        return (added, removed)
    }

    /// Takes `fresh`, which has all changes until `take`, unless all was forgotten since `epoch`.
    ///
    /// - Returns: as `remove`.
    mutating func settle(_ fresh: FamilyLayout, epoch: Int) -> FamilyLayout? {
        guard epoch == self.epoch else { return nil }
        defer { layout = fresh }
        listed = fresh.count
        return layout
    }
}
