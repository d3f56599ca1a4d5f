public import NinesSLO

/// What a policy does not do for an objective and a traffic, and why.
public struct BacktestAdvice: Sendable, Hashable {
    /// What could be better about a tier.
    public enum Kind: String, Sendable, Hashable {
        /// No burn rate exceeds the tier's factor at the objective, or its window does not fit.
        case unreachable
        /// The long window holds too few events for the policy's guards.
        case starved
        /// A handful of failures fires the tier.
        case fewFailures = "few_failures"
        /// The factor is below 1: it fires at a service that keeps its objective.
        case belowOne = "below_one"
        /// The history's slices are too wide for the short window.
        case coarse
        /// The history is shorter than the long window.
        case shortHistory = "short_history"
    }

    /// What could be better.
    public let kind: Kind
    /// Whether the tier pages or opens tickets.
    public let severity: Severity
    /// The tier's long window, which tells it from others of its severity.
    public let longWindow: Duration
    /// A sentence with the numbers.
    public let message: String
}

/// Looks at the tiers of a policy, one by one.
struct BacktestAdviser {
    let definition: SLODefinition
    let history: History
    /// What the budget counts of it.
    let budgeted: History
    let policy: AlertPolicy
    /// So many failures are few, whatever this policy's own guard is: the largest `min_failures` that is compared.
    let fewFailures: UInt64

    private var objective: Objective { definition.objective }

    func advice(on tier: BurnRateTier) -> [BacktestAdvice] {
        [belowOne(tier), shortHistory(tier), coarse(tier)].compactMap { $0 } + traffic(tier)
    }

    private func advice(_ kind: BacktestAdvice.Kind, _ tier: BurnRateTier, _ message: String) -> BacktestAdvice {
        BacktestAdvice(
            kind: kind, severity: tier.severity, longWindow: tier.longWindow,
            message: "\(tier.title): \(message)")
    }

    private func belowOne(_ tier: BurnRateTier) -> BacktestAdvice? {
        guard tier.factorMillionths < 1_000_000 else { return nil }
        return advice(.belowOne, tier, "it fires at a burn rate below 1, with which the objective is kept")
    }

    private func shortHistory(_ tier: BurnRateTier) -> BacktestAdvice? {
        guard let start = history.start, let end = history.end, end.duration(since: start) < tier.longWindow else {
            return nil
        }
        return advice(
            .shortHistory, tier,
            "the history of \(DurationText.text(end.duration(since: start))) never fills its long window")
    }

    private func coarse(_ tier: BurnRateTier) -> BacktestAdvice? {
        let widest = history.slices.max { $0.seconds < $1.seconds }.map { Duration.seconds($0.seconds) } ?? .zero
        guard widest * 2 > tier.shortWindow else { return nil }
        return advice(
            .coarse, tier,
            "slices of \(DurationText.text(widest)) blur its short window of \(DurationText.text(tier.shortWindow)): "
                + "times are right to \(DurationText.text(widest))")
    }

    /// How much of the time the long window holds too few events.
    private func traffic(_ tier: BurnRateTier) -> [BacktestAdvice] {
        let totals = longWindowTotals(tier)
        guard !totals.isEmpty else { return [] }
        func share(below events: UInt64) -> Double {
            Double(totals.count { $0 < events }) / Double(totals.count)
        }
        var found: [BacktestAdvice] = []
        let least = max(policy.minFailures, policy.minEvents)
        let starved = share(below: least)
        let guardText =
            policy.minFailures >= policy.minEvents
            ? "min_failures \(policy.minFailures)" : "min_events \(policy.minEvents)"
        if starved == 1 {
            found.append(
                advice(
                    .starved, tier, "it can never fire: its long window never holds the \(counted) of \(guardText)"))
        } else if starved > 0 {
            found.append(
                advice(
                    .starved, tier,
                    "it cannot fire in \(FigureText.percent(starved)) of the time: its long window then holds fewer "
                        + "\(counted) than \(guardText)"))
        }
        guard starved < 1 else { return found }
        var told = 0.0
        for failures in Set([max(policy.minFailures, 1), max(policy.minFailures, fewFailures)]).sorted() {
            let needed = eventsThatAbsorb(failures, tier)
            let few = share(below: needed) - share(below: max(least, failures))
            guard few > told else { continue }
            told = few
            let text = failures == 1 ? "one failure alone fires it" : "\(failures) failures alone fire it"
            found.append(
                advice(
                    .fewFailures, tier,
                    "\(text) in \(FigureText.percent(few)) of the time: its long window then holds fewer than "
                        + "\(needed) \(counted)"))
        }
        return found
    }

    private var counted: String { definition.budgeting == .occurrences ? "events" : "slices" }

    /// The least number of events in the long window of which so many bad ones do not fire the tier: too few of them
    /// for its factor, or for the policy's confidence.
    private func eventsThatAbsorb(_ failures: UInt64, _ tier: BurnRateTier) -> UInt64 {
        let (product, overflow) = tier.eventsThatAbsorbOneFailure(at: objective)
            .multipliedReportingOverflow(by: failures)
        let needed = overflow ? UInt64.max : product
        guard let confidence = policy.confidence else { return needed }
        let threshold = tier.factor * objective.budgetRatio
        // The more events there are, the less sure so many failures make anybody.
        var (low, high) = (failures, needed)
        while low < high {
            let middle = low + (high - low) / 2
            if confidence.isAbove(threshold, bad: Double(failures), total: Double(middle)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The events in the long window at the end of each slice of the history, once it is full. Timeslices are as many
    /// at any time.
    private func longWindowTotals(_ tier: BurnRateTier) -> [UInt64] {
        guard let start = history.start else { return [] }
        if let length = definition.budgeting.sliceLength {
            return [UInt64(clamping: tier.longWindow.components.seconds / max(length.components.seconds, 1))]
        }
        let slices = budgeted.slices
        var totals: [UInt64] = []
        var sum = EventCounts.zero
        var oldest = 0
        for (index, slice) in slices.enumerated() {
            sum.add(slice.counts)
            let windowStart = slice.end.advanced(by: .zero - tier.longWindow)
            // A slice wider than the window stands for it.
            while oldest < index, slices[oldest].start < windowStart {
                sum.subtract(slices[oldest].counts)
                oldest += 1
            }
            if windowStart >= start { totals.append(sum.total) }
        }
        return totals
    }
}

extension BurnRateTier {
    /// Such as `page 1h/5m 14.4`.
    var title: String {
        "\(severity.rawValue) \(DurationText.text(longWindow))/\(DurationText.text(shortWindow)) \(FigureText.rounded(factor))"
    }
}
