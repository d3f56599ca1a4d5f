/// A sample that is always 1, for its labels: a build's version, the zone a process runs in. Nothing is recorded in it;
/// that the child exists is what it says.
public final class Info: Instrument, @unchecked Sendable {
    /// Nothing can be recorded in it.
    override func records(since seen: inout UInt64, in sums: borrowing CellStore.Sums) -> UInt64 { 0 }

    /// How families make and read infos.
    static let maker = ChildMaker(
        make: { Info(key: $0, created: $1) }, makeLost: { Info(key: $0, created: $1) },
        columns: { children, _ in
            FamilyColumns(values: .gauges(Array(repeating: 1, count: children.count)))
        })
}

extension Family where Child == Info {
    /// Exposes the child with these label values and no other from now on: for what one thing has one of, which may
    /// change, such as the configuration in use. The new child comes before the others go, so a scrape at that very moment
    /// sees both.
    public func set(_ values: repeat each Value) {
        let child = labels(repeat each values)
        let children = lookUp.children
        _ = children.remove(children.layout().children.filter { $0 !== child })
    }
}
