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
