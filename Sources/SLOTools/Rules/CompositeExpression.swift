internal import NinesSLO

/// The PromQL of an SLO made of others, out of the series that the parts' rules record.
struct CompositeExpression {
    let composite: CompositeIndicator
    /// Parts that are known to have one series: by service and name.
    let ungrouped: Set<[String]>

    /// A part without series, or without events, has no errors; nothing is known only where no part has series.
    func ratio(_ window: Duration) -> String {
        let ratios = composite.parts.map { "(\(part($0, window)) or vector(0))" }
        let anyPart = composite.parts.map { Self.series(SLOSeries.ratio(window), $0) }.joined(separator: " or ")
        return "(\n\(QueryText.indented(combined(ratios)))\n)\nand on () (\(anyPart))"
    }

    /// Of all parts.
    static func maintenance(of composite: CompositeIndicator) -> String {
        let parts = composite.parts.map { series(MaintenanceRule.name, $0) }
        return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " or ")))"
    }

    private func combined(_ ratios: [String]) -> String {
        switch composite.rule {
        case .serial:
            return "1 -\n" + ratios.map { "(1 - \($0))" }.joined(separator: "\n* ")
        case .weighted:
            let weights = composite.parts.map(\.weight)
            let terms = zip(ratios, weights).map { "\($0) * \(DecimalText.number($1))" }
            return "(\n  " + terms.joined(separator: "\n  + ") + "\n) / \(DecimalText.number(weights.reduce(0, +)))"
        }
    }

    /// One error ratio, of all groups together: by their counts, as a sum of ratios would grow with the number of
    /// groups. Where groups have no counts, the mean.
    private func part(_ part: CompositeIndicator.Part, _ window: Duration) -> String {
        let ratio = Self.series(SLOSeries.ratio(window), part)
        guard !ungrouped.contains([part.service, part.slo]) else { return "sum(\(ratio))" }
        let bad = Self.sum(SLOSeries.badSlices, part, window)
        let total = Self.sum(SLOSeries.totalSlices, part, window)
        return "(sum(\(ratio)) unless count(\(ratio)) > 1) or clamp_max(\(bad) / (\(total) > 0), 1) or avg(\(ratio))"
    }

    private static func sum(_ name: String, _ part: CompositeIndicator.Part, _ window: Duration) -> String {
        let series = series(name, part)
        guard window != SLOSeries.slice else { return "sum(\(series))" }
        return "sum(sum_over_time(\(series)[\(DurationText.text(window)):\(SLOSeries.slices)]))"
    }

    private static func series(_ name: String, _ part: CompositeIndicator.Part) -> String {
        "\(name){sloth_service=\(QueryText.quoted(part.service)), sloth_slo=\(QueryText.quoted(part.slo))}"
    }
}
