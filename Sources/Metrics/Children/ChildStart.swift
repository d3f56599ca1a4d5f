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
