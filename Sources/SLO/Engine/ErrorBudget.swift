/// What is left of an SLO's error budget at one instant.
public struct ErrorBudget: Sendable, Hashable {
    /// The share that is left: 1 when nothing is spent, below 0 when it is overspent. Of a calendar period, the budget
    /// is what the events so far allow: nobody knows yet how many will come.
    public let remaining: Double
    /// How many more of the window's events could have been bad, rounded down; negative when it is overspent. With
    /// timeslices these are slices. 0 for a composite, whose budget is not of events.
    public let eventsLeft: Int64
    /// How long everything could fail at even traffic: `remaining x (1 - objective) x window`; negative when it is
    /// overspent. Of a calendar period until its end, as ``projectedRemaining`` has it.
    public let outageLeft: Duration
    /// Of a calendar period: the share that is left at its end if nothing else is bad and traffic goes on as it has
    /// been while it was watched. Nil for rolling windows.
    public let projectedRemaining: Double?
    /// Where the budget goes from here. Nil unless it was asked for: it walks through the window's slices.
    public let forecast: BudgetForecast?
}

/// Where a budget goes if events come as they did lately, and old ones leave the window as they came.
public struct BudgetForecast: Sendable, Hashable {
    /// The window whose rates of good and bad events are taken to go on: an hour for an SLO over 30 days.
    public let rateWindow: Duration
    /// Until nothing is left; zero when that is so already. Nil when it does not happen: at these rates errors leave
    /// the window as fast as they come, or the calendar period ends first.
    public let exhaustion: Duration?
    /// Of a spent budget: until there is some again, because errors leave the window or the calendar period ends. Nil
    /// when the budget is not spent, or stays so at these rates.
    public let recovery: Duration?
}

extension Objective {
    /// Bad events that the budget has left, rounded down.
    ///
    /// - Parameter unit: of the counts, see ``Budgeting/unit``.
    func eventsLeft(of counts: EventCounts, unit: UInt64) -> Int64 {
        let scale = Int128(1_000_000_000) * Int128(unit)
        let left = surplus(of: counts)
        let (quotient, remainder) = left.quotientAndRemainder(dividingBy: scale)
        return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
    }

    /// What the events allow to be bad less what was bad, in billionths of an event: at most 2^95 either way.
    func surplus(of counts: EventCounts) -> Int128 {
        allowance(of: counts) - Int128(counts.bad) * 1_000_000_000
    }

    /// What the events allow to be bad, in billionths of an event.
    func allowance(of counts: EventCounts) -> Int128 {
        Int128(budgetPartsPerBillion) * (Int128(counts.good) + Int128(counts.bad))
    }
}
