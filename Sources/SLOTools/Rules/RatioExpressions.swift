internal import NinesSLO

/// The PromQL of one SLO's error ratios. Each is a number from 0 to 1, at zero traffic and before the first error too.
struct RatioExpressions: Sendable {
    let measure: SLIExpression
    let series: SLOSeries
    let slices: SliceExpressions
    /// Longer windows are composed of slices.
    let longestRaw: Duration
    /// See ``RuleGenerator/ungroupedParts``.
    var ungroupedParts: Set<[String]> = []

    // MARK: Counts

    /// A slice that is no number is left out, because a sum over a month keeps it for a month.
    static func total(_ events: EventExpression, _ window: Duration) -> String {
        "\(events.count(events.total, window)) >= 0"
    }

    static func bad(_ events: EventExpression, _ window: Duration) -> String {
        let total = events.count(events.total, window)
        switch events.numerator {
        case .bad(let bad):
            // Zero where no error has been counted yet.
            return
                "\(events.count(bad, window)) >= 0\nor\n\(wherePossible(events, events.total.over(window), window)) * 0 >= 0"
        case .good(let good):
            // All where nothing good has been counted yet; extrapolated counts can cross by a fraction.
            return "clamp_min(\(total) - (\(events.count(good, window)) >= 0), 0) >= 0\nor\n"
                + "\(wherePossible(events, total, window)) >= 0"
        }
    }

    /// The total where the numerator may be taken for 0: because it is absent, or because nothing happened. Where there
    /// were events and it is no number, as one that divides by those of a silent group, nothing is known: that is
    /// neither all good nor all bad.
    private static func wherePossible(_ events: EventExpression, _ total: String, _ window: Duration) -> String {
        let total = QueryText.parenthesized(total)
        let query = events.numerator.query
        guard (try? PromQLParser.parse(query.template))?.mayBeNaN ?? true else { return total }
        let numerator = QueryText.parenthesized(query.over(window))
        return "(\(total) unless (\(numerator) != \(numerator) and \(total) > 0))"
    }

    // MARK: Ratios

    func ratio(_ window: Duration) -> String {
        switch measure {
        case .events(let events):
            if window == SLOSeries.slice { return ofSlices() }
            return window > longestRaw ? composed(window) : slices.counted(Self.raw(events, window))
        case .ratio(let query):
            if window == SLOSeries.slice { return slices.ratio(query) }
            return window > longestRaw ? averaged(window) : slices.present(Self.number(query.over(window)))
        case .slices(let timeslices):
            guard slices.noData == .ignore else {
                return window > longestRaw ? averaged(window) : Self.share(timeslices, series, window)
            }
            if window == SLOSeries.slice { return ofSlices() }
            return window > longestRaw ? composed(window) : judged(timeslices, window)
        case .composite(let composite):
            return CompositeExpression(composite: composite, ungrouped: ungroupedParts).ratio(window)
        }
    }

    private func ofSlices() -> String {
        let bad = series(SLOSeries.badSlices)
        let total = series(SLOSeries.totalSlices)
        return "\(Self.quotient(bad, total))\nor\n\(total) * 0"
    }

    /// Sum over sum: a busy slice weighs more than a quiet one, an empty one nothing.
    private func composed(_ window: Duration) -> String {
        let range = "[\(DurationText.text(window)):\(SLOSeries.slices)]"
        let bad = "sum_over_time(\(series(SLOSeries.badSlices))\(range))"
        let total = "sum_over_time(\(series(SLOSeries.totalSlices))\(range))"
        // Zero while the last slice is there: a third long range would cost as much as the others.
        return "\(Self.quotient(bad, total))\nor\n\(series(SLOSeries.totalSlices)) * 0"
    }

    static func raw(_ events: EventExpression, _ window: Duration) -> String {
        let total = wherePossible(events, events.total.over(window), window)
        return known(events, window) + "\nor\n"
            + {
                switch events.numerator {
                case .bad: "\(total) * 0 >= 0"
                // All bad where nothing good has been counted yet.
                case .good: "\(total) >= 0 > bool 0"
                }
            }()
    }

    /// Nothing without events.
    static func known(_ events: EventExpression, _ window: Duration) -> String {
        let total = QueryText.parenthesized(events.total.over(window))
        switch events.numerator {
        case .bad(let bad): return "\(quotient(QueryText.parenthesized(bad.over(window)), total)) >= 0"
        case .good(let good):
            let share = "1 - \(QueryText.parenthesized(good.over(window)))\n/ (\(total) > 0),\n0, 1"
            return "clamp(\n\(QueryText.indented(share))\n) >= 0"
        }
    }

    /// At most all: a metric of errors may count what the one of events does not.
    private static func quotient(_ bad: String, _ total: String) -> String {
        "clamp_max(\n\(QueryText.indented("\(bad)\n/ (\(total) > 0),\n1"))\n)"
    }

    /// The error ratio if everything up to the upper bound around the threshold were good.
    static func optimistic(_ events: EventExpression) -> String? {
        guard let good = events.optimisticGood else { return nil }
        var bounded = events
        bounded.numerator = .good(good)
        return raw(bounded, SLOSeries.slice)
    }

    /// Zero where the query is 0/0, that is, where there was nothing.
    static func number(_ query: String) -> String {
        let query = QueryText.parenthesized(query)
        return "\(share(query))\nor\n(\(query) != bool \(query)) * 0"
    }

    /// Nothing where the query is no number. Errors without events, at the edges of a range, are infinitely many.
    static func share(_ query: String) -> String { "clamp(\(query), 0, 1) >= 0" }

    /// The share of bad slices.
    private static func share(_ slices: SliceExpression, _ series: SLOSeries, _ window: Duration) -> String {
        "avg_over_time(\(slices.verdict(series))[\(DurationText.text(window)):\(DurationText.text(slices.step))])"
    }

    /// The same, of the slices that held events; zero while there are none.
    private func judged(_ timeslices: SliceExpression, _ window: Duration) -> String {
        let share = slices.bare(Self.share(timeslices, series, window))
        return "\(share)\nor\n\(slices.bare("\(series(SLOSeries.totalSlices)) * 0"))"
    }

    private func averaged(_ window: Duration) -> String {
        let range = "[\(DurationText.text(window)):\(SLOSeries.slices)]"
        guard case .ratio = measure, slices.noData == .ignore else {
            return "avg_over_time(\(series(SLOSeries.ratio(SLOSeries.slice)))\(range))"
        }
        // Silent slices are not among these, and zero without any.
        return "avg_over_time(\(series(SLOSeries.sliceRatio))\(range))\nor\n"
            + "\(series(SLOSeries.ratio(SLOSeries.slice))) * 0"
    }
}

extension SliceExpression {
    /// 1 for a bad slice and 0 for a good one; the ratio itself where a slice is as bad as that.
    func verdict(_ series: SLOSeries) -> String {
        let ratio = series(SLOSeries.sliceRatio)
        return limit.map { "(\(ratio) > bool \($0))" } ?? ratio
    }
}
