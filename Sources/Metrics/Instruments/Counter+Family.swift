extension Counter {
    /// How families make and read counters.
    static let maker = ChildMaker(
        make: { Counter(of: $0, created: $1) }, makeLost: { Counter(lost: $0, created: $1) },
        columns: { children, sums in
            var values: [CounterValue] = []
            values.reserveCapacity(children.count)
            for child in children {
                values.append(Counter.value(at: unsafeDowncast(child, to: Counter.self).cell, in: sums))
            }
            return FamilyColumns(values: .counters(values), created: ChildMaker.created(children))
        })
}
