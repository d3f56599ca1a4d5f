extension Summary {
    /// How families make and read summaries with these settings.
    static func maker(_ settings: SummarySettings) -> ChildMaker {
        ChildMaker(
            make: { Summary(of: $0, created: $1, settings: settings) },
            makeLost: { Summary(lost: $0, created: $1, settings: settings) },
            columns: { children, sums in
                FamilyColumns(
                    values: .summaries(settings.column(of: children, in: sums)), created: ChildMaker.created(children))
            })
    }
}

extension Family where Child == Summary {
    /// Counts `value` in the child with these label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe(_ values: repeat each Value, value: Double) {
        withChild(repeat each values) { $0.observe(value) }
    }
}
