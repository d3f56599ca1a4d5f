extension Gauge {
    /// How families make and read gauges.
    static func maker(_ clock: MetricClock) -> ChildMaker {
        let clock = SharedClock(clock)
        return ChildMaker(
            make: { Gauge(key: $0, created: $1, clock: clock) },
            makeLost: { Gauge(key: $0, created: $1, clock: clock) },
            columns: { children, _ in
                var values: [Double] = []
                values.reserveCapacity(children.count)
                for child in children.children { values.append(unsafeDowncast(child, to: Gauge.self).value) }
                return FamilyColumns(values: .gauges(values))
            })
    }
}
