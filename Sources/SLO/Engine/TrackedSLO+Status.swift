extension TrackedSLO {
    /// - Parameters:
    ///   - forecasting: whether to walk through the window's slices for where the budget goes.
    ///   - withPast: whether the status can be asked for other windows: it then keeps the slices as they are.
    func status(forecasting: Bool = false, withPast: Bool = false) -> SLOStatus {
        let own = budgetWindow
        var all = plan.windows.indices.map(rollingWindow)
        if period != nil { all.append(own) }
        return SLOStatus(
            definition: definition, labels: labels, parts: nil, events: events,
            since: hasStarted ? Timestamp(secondsSinceEpoch: Int(started)) : nil,
            budget: budget(own, forecast: forecasting ? forecast(own) : nil), budgetWindow: own, windows: all,
            alerts: alerts.indices.map { SLOStatus.Alert(tier: definition.alerting.tiers[$0], state: alerts[$0]) },
            past: SLOStatus.Past(ladder: withPast ? ladder : nil))
    }

    /// The window at that position in the plan.
    func rollingWindow(_ index: Int) -> SLOStatus.Window {
        window(
            plan.windows[index], name: plan.names[index], counts: ladder.counts(window: index),
            coverage: ladder.coverage(window: index))
    }

    private func window(_ length: Duration, name: String, counts: EventCounts, coverage: Double) -> SLOStatus.Window {
        SLOStatus.Window(
            length: length, name: name, counts: counts, burnRate: definition.objective.burnRate(of: counts),
            coverage: coverage)
    }

    var budgetWindow: SLOStatus.Window {
        let (counts, coverage) =
            if let period {
                (period.counts, period.coverage(open: ladder.open ?? 0))
            } else {
                (ladder.counts(window: sloWindow), ladder.coverage(window: sloWindow))
            }
        return window(
            definition.window.length, name: budgetWindowName, counts: counts, coverage: coverage)
    }

    private func budget(_ own: SLOStatus.Window, forecast: BudgetForecast?) -> ErrorBudget {
        let objective = definition.objective
        let remaining = objective.budgetRemaining(of: own.counts)
        let projection = projection
        let seconds = projection?.length ?? Double(definition.window.length.components.seconds)
        return ErrorBudget(
            remaining: remaining,
            eventsLeft: objective.eventsLeft(of: own.counts, unit: definition.budgeting.unit),
            outageLeft: .rounded(
                seconds: (projection?.remaining ?? remaining) * objective.budgetRatio * seconds),
            projectedRemaining: projection?.remaining, forecast: forecast)
    }

    /// What a calendar period's end finds left, and the period's length in seconds.
    var projection: (remaining: Double, length: Double)? {
        guard let period = period?.period else { return nil }
        let own = budgetWindow
        let length = Double(period.upperBound - period.lowerBound)
        let watched = watched(of: Double(second - period.lowerBound), coverage: own.coverage)
        // What is to come is as much as what was, per second.
        let factor = max(1 + Double(period.upperBound - second) / watched, 1)
        return (1 - definition.objective.burnRate(of: own.counts) / factor, length)
    }

    /// Seconds of a window in which events were counted: since the start, or as much as is covered if that is more, as
    /// it is when the past was restored. Events of slices that were sampled late are counted, although not covered.
    private func watched(of seconds: Double, coverage: Double) -> Double {
        // At least one slice, so that the first events do not divide by zero.
        max(seconds * coverage, min(seconds, Double(second - started)), Double(sliceWidth))
    }

    private func forecast(_ own: SLOStatus.Window) -> BudgetForecast {
        // The longer of a page's windows: an hour for 30 days. An SLO without tiers has only its own.
        let index = plan.tiers.map(\.long).min() ?? min(sloWindow, max(plan.windows.count - 1, 0))
        let (rateWindow, recent, coverage) =
            plan.windows.indices.contains(index)
            ? (plan.windows[index], ladder.counts(window: index), ladder.coverage(window: index))
            : (own.length, own.counts, own.coverage)
        let watched = watched(of: Double(rateWindow.components.seconds), coverage: coverage)
        let badRate = Double(recent.bad) / watched
        let walk = BudgetWalk(
            budgetRatio: definition.objective.budgetRatio, badRate: badRate,
            totalRate: badRate + Double(recent.good) / watched)
        let isSpent = own.counts.bad > 0 && definition.objective.surplus(of: own.counts) <= 0
        let bad = Double(own.counts.bad)
        let total = bad + Double(own.counts.good)
        let change: Double?
        var end = Double(definition.window.length.components.seconds)
        if let period = period?.period {
            end = Double(period.upperBound - second)
            change = walk.change(bad: bad, total: total, isSpent: isSpent, expiries: [], end: end)
        } else {
            change = walk.change(
                bad: bad, total: total, isSpent: isSpent, expiries: ladder.expiries(window: sloWindow, from: second),
                end: end + Double(sliceWidth))
        }
        let periodEnd = period == nil ? nil : Duration.rounded(seconds: end)
        return BudgetForecast(
            rateWindow: rateWindow, exhaustion: isSpent ? .zero : change.map(Duration.rounded),
            recovery: isSpent ? change.map(Duration.rounded) ?? periodEnd : nil)
    }
}

extension Duration {
    /// The nearest millisecond, within 10^15 s.
    static func rounded(seconds: Double) -> Duration {
        // In range after the clamp, and NaN cannot get here: every divisor above is positive.
        .milliseconds(Int64((min(max(seconds, -1e15), 1e15) * 1_000).rounded()))
    }
}
