/// A sample that is always 1, for its labels: a build's version, the zone a process runs in. It records nothing; its
/// existence is the information.
public final class Info: Instrument, @unchecked Sendable {
    /// Nothing can be recorded in it.
    override func records(since seen: inout UInt64, in sums: borrowing CellStore.Sums) -> UInt64 { 0 }

    /// How families make and read infos.
    static let maker = ChildMaker(
        make: { Info(key: $0, created: $1.time) }, makeLost: { Info(key: $0, created: $1.time) },
        columns: { children, _ in
            FamilyColumns(values: .gauges(Array(repeating: 1, count: children.count)))
        })
}

extension Family where Child == Info {
    /// Exposes the child with these label values and no other from now on: for what one thing has one of, which may
    /// change, such as the configuration in use. In one step: a scrape sees the one or the other, and of calls at the
    /// same time one is the last.
    public func set(_ values: repeat each Value) {
        LabelKeyWriter.withKey(repeat each values) { _lookUp.children.keepOnly($0) }
    }
}
