/// Which children came and went since a family's layout was made, so that the next one costs what changed and not what
/// there is.
///
/// Tracks nothing until there is a layout, and forgets all when more than half of the children changed: then the next
/// layout is made from the table. So it holds no more children than the family had at a time.
struct ChildChanges {
    private(set) var layout: FamilyLayout?
    private(set) var added: [Instrument] = []
    private(set) var removed: [Instrument] = []
    private var isTracking = false
    /// How many children the layout has, or is about to have.
    private var listed = 0
    /// Tells a layout that was made before all was forgotten.
    private(set) var epoch = 0

    var isCurrent: Bool { layout != nil && added.isEmpty && removed.isEmpty }

    /// From now on, as a layout with `count` children is being made.
    mutating func track(_ count: Int) {
        isTracking = true
        listed = count
        epoch += 1
    }

    mutating func add(_ child: Instrument) {
        guard isTracking else { return }
        added.append(child)
        // Drops no child: as none was removed, all are in the table too.
        if removed.isEmpty, added.count > listed { _ = forget() }
    }

    /// - Returns: what the caller must keep until it has released the lock: dropping it drops children.
    mutating func remove(_ children: [Instrument]) -> ChildChanges? {
        guard isTracking else { return nil }
        removed += children
        return 2 * removed.count > listed + added.count ? forget() : nil
    }

    /// - Returns: as `remove`.
    mutating func forget() -> ChildChanges {
        let old = self
        self = ChildChanges()
        epoch = old.epoch + 1
        return old
    }

    /// Takes `fresh`, made of the first `added` and `removed` changes, unless all was forgotten since `epoch`.
    mutating func settle(_ fresh: FamilyLayout, added: Int, removed: Int, epoch: Int) {
        guard epoch == self.epoch else { return }
        layout = fresh
        listed = fresh.count
        // Without the memory of what is gone.
        self.added = Array(self.added.dropFirst(added))
        self.removed = Array(self.removed.dropFirst(removed))
    }
}
