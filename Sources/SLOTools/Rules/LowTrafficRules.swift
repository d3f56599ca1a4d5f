internal import NinesSLO

/// Low-traffic guards, for indicators that count events.
struct LowTrafficRules: Sendable {
    let measure: SLIExpression
    let policy: AlertPolicy
    let series: SLOSeries
    /// Longer windows are composed of slices.
    let longestRaw: Duration
    let noData: NoDataPolicy

    private enum Counted {
        case bad, total

        func name(_ window: Duration) -> String {
            switch self {
            case .bad: SLOSeries.bad(window)
            case .total: SLOSeries.total(window)
            }
        }
    }

    /// Whether it is known what the queries count.
    private var knowsEvents: Bool {
        if case .events(let events) = measure { events.unit != nil } else { false }
    }

    /// How many bad events, and events at all, the long window of a tier must hold.
    private var least: [(counted: Counted, least: UInt64)] {
        guard knowsEvents else { return [] }
        var all: [(counted: Counted, least: UInt64)] = []
        if policy.minFailures > 1 { all.append((.bad, policy.minFailures)) }
        if policy.minEvents > 0 { all.append((.total, policy.minEvents)) }
        return all
    }

    private var confidence: ConfidenceGuard? { knowsEvents ? policy.confidence : nil }

    /// Whether alerts count events.
    var isCounting: Bool { !least.isEmpty || confidence != nil }

    /// Whether samples of a test's few minutes could be too few.
    var isDemanding: Bool {
        switch measure {
        case .events(let events):
            events.unit == .perWindow && (max(policy.minFailures, policy.minEvents) > 10 || confidence != nil)
        case .slices(let slices): slices.limit != nil && policy.minFailures > 10
        case .ratio, .composite: false
        }
    }

    // MARK: Recordings

    /// What alerts count, of a tier's long window.
    func recordings(_ windows: [Duration], _ slices: SliceExpressions) -> [Rule] {
        guard case .events(let events) = measure else { return [] }
        var rules: [Rule] = []
        let all = confidence == nil ? least.map(\.counted) : [.bad, .total]
        for window in windows where window <= longestRaw && window != SLOSeries.slice {
            for counted in all {
                let counts =
                    switch counted {
                    case .bad: RatioExpressions.bad(events, window)
                    case .total: RatioExpressions.total(events, window)
                    }
                rules.append(
                    Rule(
                        kind: .record, name: counted.name(window), expression: slices.counted(counts),
                        labels: series.labels(window)))
            }
        }
        guard confidence != nil else { return rules }
        return rules + windows.flatMap { evidence($0) }
    }

    /// The parameters of the beta distribution, see ``ConfidenceGuard``.
    private func evidence(_ window: Duration) -> [Rule] {
        let isJeffreys = confidence?.method == .jeffreys
        let bad = count(.bad, window)
        // Extrapolated counts can cross by a fraction.
        let good = "clamp_min(\(count(.total, window)) - \(bad), 0)"
        return [
            Rule(
                kind: .record, name: Self.badEvidence(window), expression: isJeffreys ? "\(bad) + 0.5" : bad,
                labels: series.labels(window)),
            Rule(
                kind: .record, name: Self.goodEvidence(window), expression: good + (isJeffreys ? " + 0.5" : " + 1"),
                labels: series.labels(window)),
        ]
    }

    private static func badEvidence(_ window: Duration) -> String {
        "slo:bad_evidence:over\(DurationText.text(window))"
    }

    private static func goodEvidence(_ window: Duration) -> String {
        "slo:good_evidence:over\(DurationText.text(window))"
    }

    // MARK: Conditions

    func conditions(_ tier: BurnRateTier, _ objective: Objective) -> [String] {
        var all = least.map { counted, least in
            // Rates are extrapolated, so half an event less is enough.
            "\(count(counted, tier.longWindow)) > \(DecimalText.text(Int128(least) * 10 - 5, decimals: 1))"
        }
        if let slices = badSlices(tier.longWindow) { all.append(slices) }
        if let confidence { all.append(sure(confidence, tier, objective)) }
        return all.map { QueryText.without(["sloth_window"], $0) }
    }

    /// The events of a window.
    private func count(_ counted: Counted, _ window: Duration) -> String {
        if window > longestRaw {
            let range = "[\(DurationText.text(window)):\(SLOSeries.slices)]"
            return "sum_over_time(\(series(counted.name(SLOSeries.slice)))\(range))"
        }
        return series(counted.name(window))
    }

    /// Timeslices are counted, or, where silent ones have a verdict too, taken from their share of the window.
    private func badSlices(_ window: Duration) -> String? {
        guard case .slices(let slices) = measure, policy.minFailures > 1 else { return nil }
        let bound = DecimalText.text(Int128(policy.minFailures) * 10 - 5, decimals: 1)
        if noData == .ignore, slices.limit != nil {
            let range = "[\(DurationText.text(window)):\(SLOSeries.slices)]"
            return "sum_over_time(\(series(SLOSeries.badSlices))\(range)) > \(bound)"
        }
        let (seconds, length) = (window.components.seconds, slices.length.components.seconds)
        return "\(series(SLOSeries.ratio(window))) * \(seconds) / \(length) > \(bound)"
    }

    /// Whether an error ratio over a window in a test is of enough events. Nil where that depends on where samples lie:
    /// Prometheus before 3.0 looks at both ends of a window, and a minute may have four samples of a gauge.
    ///
    /// - Parameter looks: at the indicator in the window, where it is looked at once a minute.
    func isEnough(_ ratio: Double, over window: Duration, looks: (bad: Double, total: Double)?) -> Bool? {
        let (least, leastBad) = (Double(policy.minEvents) - 0.5, Double(policy.minFailures) - 0.5)
        switch measure {
        case .slices(let slices) where policy.minFailures > 1:
            let count = ratio * Double(window.components.seconds) / Double(slices.length.components.seconds)
            return count > leastBad ? true : count + ratio > leastBad ? nil : false
        case .events(let events) where events.unit == .perWindow && isCounting:
            guard let looks, looks.bad <= leastBad || looks.total <= least else { return true }
            return 4 * looks.bad + 1 > leastBad && 4 * looks.total + 1 > least ? nil : false
        case .slices, .events, .ratio, .composite: return true
        }
    }

    /// The share of a beta distribution below the tier's threshold as a normal deviate: Abramowitz and Stegun, Handbook
    /// of Mathematical Functions, 26.5.21, with an error below 0.005.
    private func sure(_ confidence: ConfidenceGuard, _ tier: BurnRateTier, _ objective: Objective) -> String {
        let threshold = DecimalText.threshold(tier, objective)
        let a = series(Self.badEvidence(tier.longWindow))
        let b = series(Self.goodEvidence(tier.longWindow))
        let (below, above) = ("\(threshold) * \(b)", "(1 - \(threshold)) * \(a)")
        return """

              3 * (
                (\(below)) ^ (1 / 3) * (1 - 1 / (9 * \(b)))
                - (\(above)) ^ (1 / 3) * (1 - 1 / (9 * \(a)))
              )
              / sqrt((\(below)) ^ (2 / 3) / \(b) + (\(above)) ^ (2 / 3) / \(a))
              < -\(DecimalText.number(confidence.zScore))

            """
    }

    // MARK: What is not asked

    /// In sentences.
    var approximations: [String] {
        var sentences: [String] = []
        var ignored: [String] = []
        if !knowsEvents {
            if policy.minFailures > 1, !isOfSlices { ignored.append("min_failures \(policy.minFailures)") }
            if policy.minEvents > 0 { ignored.append("min_events \(policy.minEvents)") }
            if let confidence = policy.confidence { ignored.append("confidence \(plainText(confidence.level))") }
        }
        // The default is not the document's wish.
        let isDefault = ignored == ["min_failures \(AlertPolicy(tiers: []).minFailures)"]
        if !ignored.isEmpty, !isDefault, !policy.tiers.isEmpty {
            let verb = ignored.count > 1 ? "are" : "is"
            sentences.append(
                "\(ignored.joined(separator: ", ")) \(verb) not enforced: the indicator does not give event counts.")
        }
        if confidence != nil {
            sentences.append(
                "The confidence of an alert is computed by an approximation of the beta distribution, which may ask for "
                    + "one failure more.")
        }
        return sentences
    }

    private var isOfSlices: Bool {
        if case .slices = measure { true } else { false }
    }
}
