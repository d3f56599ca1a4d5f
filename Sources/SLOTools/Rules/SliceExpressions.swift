internal import NinesSLO

/// The PromQL of what is recorded of one slice: what the queries say, what the definition makes of silence, and nothing
/// during maintenance.
///
/// Silence is a query that returns 0 events. One that returns nothing is missing data, under any policy.
struct SliceExpressions: Sendable {
    let series: SLOSeries
    let noData: NoDataPolicy
    let maintenance: MaintenanceRule
    /// Over how much time events are averaged for the weight of a silent slice.
    let memory: Duration

    private static let slice = SLOSeries.slice

    /// The longest window after which a page may come; without one, that of any alert; without one, the SLO's.
    static func memory(_ definition: SLODefinition, _ tiers: [BurnRateTier]) -> Duration {
        let pages = tiers.filter { $0.severity == .page }
        return (pages.isEmpty ? tiers : pages).map(\.longWindow).max() ?? definition.windowLength
    }

    // MARK: Counts

    func total(_ events: EventExpression) -> String {
        let plain = RatioExpressions.total(events, Self.slice)
        guard noData != .ignore else { return counted(plain) }
        let total = QueryText.parenthesized(events.total.over(Self.slice))
        let count = events.count(events.total, Self.slice)
        return counted("\(count) > 0\nor\n(\(mean()) > 0 and \(total) == 0)\nor\n\(total) == 0")
    }

    func bad(_ events: EventExpression) -> String {
        let total = QueryText.parenthesized(events.total.over(Self.slice))
        let plain = RatioExpressions.bad(events, Self.slice)
        let weight = bare(series(SLOSeries.totalSlices))
        switch noData {
        case .ignore, .good: return counted(plain)
        case .bad: return counted("(\(weight) and \(total) == 0)\nor\n\(plain)")
        case .hold:
            return counted("(\(weight) * \(last(SLOSeries.ratio(Self.slice))) and \(total) == 0)\nor\n\(plain)")
        }
    }

    /// Zero during maintenance, so that the series never looks like missing data.
    func counted(_ expression: String) -> String {
        guard !maintenance.isEmpty else { return expression }
        return "(\n\(QueryText.indented(expression))\n)\n* on () group_left () (1 - \(series(MaintenanceRule.name)))"
    }

    // MARK: Timeslices

    /// How many of the timeslices of 5 minutes held events; 0 while there are none, and nothing where data is missing.
    func total(_ timeslices: SliceExpression) -> String {
        counted(timeslices, "count_over_time(\(series(SLOSeries.sliceRatio))\(Self.looks(timeslices)))")
    }

    /// How many of them were bad.
    func bad(_ timeslices: SliceExpression) -> String {
        counted(timeslices, "sum_over_time(\(timeslices.verdict(series))\(Self.looks(timeslices)))")
    }

    private static func looks(_ timeslices: SliceExpression) -> String {
        "[\(SLOSeries.slices):\(DurationText.text(timeslices.step))]"
    }

    private func counted(_ timeslices: SliceExpression, _ count: String) -> String {
        let total = QueryText.parenthesized(timeslices.events.total.over(timeslices.length))
        // Looks at a longer slice overlap.
        let seconds = (timeslices.step.components.seconds, timeslices.length.components.seconds)
        let share = seconds.0 == seconds.1 ? "" : " * \(seconds.0) / \(seconds.1)"
        return "\(bare(count))\(share)\nor\n\(total) * 0 >= 0"
    }

    // MARK: Ratios

    /// The error ratio of a timeslice.
    func ratio(_ slices: SliceExpression) -> String {
        guard noData != .ignore else { return present(RatioExpressions.known(slices.events, slices.length)) }
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

    /// The same without silent slices, which weigh nothing.
    func known(_ query: WindowedQuery) -> String {
        present(RatioExpressions.share(QueryText.parenthesized(query.over(Self.slice))))
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

    /// The weight of a silent slice. The 5 minutes before are left out, in which a sliding range already runs empty: a
    /// straggler would weigh instead of what usually comes. Slices whose events were made up count as others. Before
    /// the first event there is no weight.
    private func mean() -> String {
        // What was counted as 0 is no part of the mean: maintenance, and the time before the first event.
        let range = "[\(DurationText.text(memory)):\(SLOSeries.slices)]"
        return bare("avg_over_time((\(series(SLOSeries.totalSlices)) > 0)\(range) offset \(SLOSeries.slices))")
    }

    /// Forgotten after an hour without series: a ratio from before a long gap says nothing.
    private func last(_ name: String) -> String { bare("last_over_time(\(series(name))[1h])") }

    /// With the labels of the query alone, as rules put theirs on after it.
    func bare(_ expression: String) -> String { QueryText.without(series.labels.keys + ["sloth_window"], expression) }
}

extension QueryText {
    /// A series without some of its labels, where these tell no two of them apart.
    static func without(_ labels: [String], _ expression: String) -> String {
        let names = labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return "max without (\(names.joined(separator: ", "))) (\(expression))"
    }
}
