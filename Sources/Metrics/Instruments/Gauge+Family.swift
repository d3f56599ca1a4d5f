extension Gauge {
    /// How families make and read gauges.
    static let maker = ChildMaker(
        make: { Gauge(key: $0, created: $1) }, makeLost: { Gauge(key: $0, created: $1) },
        columns: { children, _ in
            var values: [Double] = []
            values.reserveCapacity(children.count)
            for child in children { values.append(unsafeDowncast(child, to: Gauge.self).value) }
            return FamilyColumns(values: .gauges(values))
        })
}
