extension Counter {
    /// How families make and read counters.
    static let maker = ChildMaker(
        make: { Counter(of: $0, created: $1) }, makeLost: { Counter(lost: $0, created: $1) },
        columns: { children, sums in
            FamilyColumns(
                values: .counters(sums.counters(children.cells, order: children.orderOfChunks)),
                created: ChildMaker.created(children))
        })
}
