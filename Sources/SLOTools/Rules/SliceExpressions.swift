internal import NinesSLO

/// The PromQL of what is recorded of one slice: what the queries say, what the definition makes of silence, and nothing
/// during maintenance.
///
/// Silence is a query that returns 0 events. One that returns nothing is missing data, under any policy.
struct SliceExpressions: Sendable {
    let series: SLOSeries
    let noData: NoDataPolicy
    let maintenance: MaintenanceRule

    private static let slice = SLOSeries.slice

    // MARK: Counts

    func total(_ events: EventExpression) -> String {
        let plain = RatioExpressions.total(events, Self.slice)
        guard noData != .ignore else { return counted(plain) }
        let total = QueryText.parenthesized(events.total.over(Self.slice))
        let weight =
            switch noData {
            // Nothing is known before the first event.
            case .hold: "\(total) == 0"
            default: "(\(total) == 0) + \(events.unit == .perWindow ? "1" : "1 / \(Self.slice.components.seconds)")"
            }
        let last = "\(last(SLOSeries.totalSlices)) > 0"
        return counted("\(total) > 0\nor\n(\(last) and \(total) == 0)\nor\n\(weight)")
    }

    func bad(_ events: EventExpression) -> String {
        let total = QueryText.parenthesized(events.total.over(Self.slice))
        let plain = RatioExpressions.bad(events, Self.slice)
        switch noData {
        case .ignore, .good: return counted(plain)
        case .bad: return counted("(\(bare(series(SLOSeries.totalSlices))) and \(total) == 0)\nor\n\(plain)")
        case .hold: return counted("(\(last(SLOSeries.badSlices)) and \(total) == 0)\nor\n\(plain)")
        }
    }

    /// Zero during maintenance, so that the series never looks like missing data.
    func counted(_ expression: String) -> String {
        guard !maintenance.isEmpty else { return expression }
        return "(\n\(QueryText.indented(expression))\n)\n* on () group_left () (1 - \(series(MaintenanceRule.name)))"
    }

    // MARK: Ratios

    /// The error ratio of a timeslice.
    func ratio(_ slices: SliceExpression) -> String {
        let silence = "\(QueryText.parenthesized(slices.events.total.over(slices.length))) == 0"
        return present(
            judged(
                silence, bad: "(\(silence)) + 1", SLOSeries.sliceRatio,
                RatioExpressions.raw(slices.events, slices.length)))
    }

    /// The error ratio of a slice by a query that tells no events.
    func ratio(_ query: WindowedQuery) -> String {
        let text = QueryText.parenthesized(query.over(Self.slice))
        let silence = "(\(text) != bool \(text)) > 0"
        return present(
            judged(silence, bad: silence, SLOSeries.ratio(Self.slice), RatioExpressions.number(query.over(Self.slice))))
    }

    private func judged(_ silence: String, bad: String, _ name: String, _ plain: String) -> String {
        switch noData {
        case .ignore, .good: plain
        case .bad: "\(bad)\nor\n\(plain)"
        case .hold: "(\(last(name)) and \(silence))\nor\n\(plain)"
        }
    }

    /// Left out during maintenance: a ratio of zero would be good time.
    func present(_ expression: String) -> String {
        guard !maintenance.isEmpty else { return expression }
        return "(\n\(QueryText.indented(expression))\n)\nunless on () (\(series(MaintenanceRule.name)) > 0)"
    }

    // MARK: What was recorded

    /// Forgotten after an hour without series: a weight from before a long gap says nothing.
    private func last(_ name: String) -> String { bare("last_over_time(\(series(name))[1h])") }

    /// With the labels of the query alone, as rules put theirs on after it.
    private func bare(_ expression: String) -> String {
        let labels = (series.labels.keys + ["sloth_window"])
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return "max without (\(labels.joined(separator: ", "))) (\(expression))"
    }
}
