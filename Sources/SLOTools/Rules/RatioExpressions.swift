internal import NinesSLO

/// The PromQL of one SLO's error ratios. Each is a number at zero traffic and before the first error.
struct RatioExpressions: Sendable {
    let measure: SLIExpression
    let series: SLOSeries
    let slices: SliceExpressions
    /// Longer windows are composed of slices.
    let longestRaw: Duration

    // MARK: Counts

    /// A slice that is no number is left out, because a sum over a month keeps it for a month.
    static func total(_ events: EventExpression, _ window: Duration) -> String {
        "\(QueryText.parenthesized(events.total.over(window))) >= 0"
    }

    static func bad(_ events: EventExpression, _ window: Duration) -> String {
        let total = QueryText.parenthesized(events.total.over(window))
        switch events.numerator {
        case .bad(let bad):
            // Zero where no error has been counted yet.
            return "\(QueryText.parenthesized(bad.over(window))) >= 0\nor\n\(total) * 0"
        case .good(let good):
            // All where nothing good has been counted yet; extrapolated counts can cross by a fraction.
            return "clamp_min(\(total) - \(QueryText.parenthesized(good.over(window))), 0)\nor\n\(total)"
        }
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
        case .slices(let slices):
            return window > longestRaw ? averaged(window) : judged(slices, window)
        case .composite(let composite): return Self.composite(composite, window)
        }
    }

    private func ofSlices() -> String {
        let bad = series(SLOSeries.badSlices)
        let total = series(SLOSeries.totalSlices)
        return "\(bad)\n/\n(\(total) > 0)\nor\n\(total) * 0"
    }

    /// Sum over sum: a busy slice weighs more than a quiet one, an empty one nothing.
    private func composed(_ window: Duration) -> String {
        let range = "[\(DurationText.text(window)):\(SLOSeries.slices)]"
        let bad = "sum_over_time(\(series(SLOSeries.badSlices))\(range))"
        let total = "sum_over_time(\(series(SLOSeries.totalSlices))\(range))"
        // Zero while the last slice is there: a third long range would cost as much as the others.
        return "\(bad)\n/\n(\(total) > 0)\nor\n\(series(SLOSeries.totalSlices)) * 0"
    }

    static func raw(_ events: EventExpression, _ window: Duration) -> String {
        let total = QueryText.parenthesized(events.total.over(window))
        switch events.numerator {
        case .bad(let bad):
            let bad = QueryText.parenthesized(bad.over(window))
            return "\(bad)\n/\n(\(total) > 0)\nor\n\(total) * 0"
        case .good(let good): return goodRatio(QueryText.parenthesized(good.over(window)), total)
        }
    }

    /// The error ratio if everything up to the upper bound around the threshold were good.
    static func optimistic(_ events: EventExpression) -> String? {
        guard let good = events.optimisticGood else { return nil }
        return goodRatio(
            QueryText.parenthesized(good.over(SLOSeries.slice)),
            QueryText.parenthesized(events.total.over(SLOSeries.slice)))
    }

    private static func goodRatio(_ good: String, _ total: String) -> String {
        "clamp_min(1 - \(good) / (\(total) > 0), 0)\nor\n\(total) > bool 0"
    }

    /// Zero where the query is 0/0, that is, where there was nothing.
    static func number(_ query: String) -> String {
        let query = QueryText.parenthesized(query)
        return "clamp_min(\(query), 0) >= 0\nor\n(\(query) != bool \(query)) * 0"
    }

    /// The share of bad slices.
    private func judged(_ slices: SliceExpression, _ window: Duration) -> String {
        let ratio = series(SLOSeries.sliceRatio)
        let isBad = slices.limit.map { "(\(ratio) > bool \($0))" } ?? ratio
        return "avg_over_time(\(isBad)[\(DurationText.text(window)):\(DurationText.text(slices.step))])"
    }

    private func averaged(_ window: Duration) -> String {
        "avg_over_time(\(series(SLOSeries.ratio(SLOSeries.slice)))[\(DurationText.text(window)):\(SLOSeries.slices)])"
    }

    private static func composite(_ composite: CompositeIndicator, _ window: Duration) -> String {
        let parts = composite.parts.map { part in
            let selector =
                "{sloth_service=\(QueryText.quoted(part.service)), sloth_slo=\(QueryText.quoted(part.slo))}"
            return "sum(\(SLOSeries.ratio(window))\(selector))"
        }
        switch composite.rule {
        case .serial:
            return "1 -\n" + parts.map { "(1 - \($0))" }.joined(separator: "\n* ")
        case .weighted:
            let weights = composite.parts.map(\.weight)
            let sum = DecimalText.number(weights.reduce(0, +))
            let terms = zip(parts, weights).map { "\($0) * \(DecimalText.number($1))" }
            return "(\n  " + terms.joined(separator: "\n  + ") + "\n) / \(sum)"
        }
    }
}
