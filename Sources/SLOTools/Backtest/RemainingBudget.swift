internal import NinesSLO

extension SLODefinition {
    func status(in engine: SLOEngine) -> SLOStatus? { engine.status(of: name, service: service) }

    /// What is left of the budget of a whole window, if the time of it that was not watched (the future of a calendar
    /// period, or what was before the first event) has as many events as the rest, all good. It is what the shares that
    /// incidents spend add up to. Nil when the engine does not have it.
    func remainingOfWholeWindow(in engine: SLOEngine) -> Double? {
        status(in: engine).map { engine.remainingOfWholeWindow($0) }
    }
}

extension SLOEngine {
    /// The same of an SLO whose status it is.
    func remainingOfWholeWindow(_ status: SLOStatus) -> Double {
        if let projected = status.budget.projectedRemaining { return projected }
        // Whoever is made of others is watched where one of them is: its errors there count in whole.
        let parts = status.parts?.parts.compactMap { self.status(of: $0.slo, service: $0.service) } ?? [status]
        let coverage = parts.map(\.budgetWindow.coverage).max() ?? status.budgetWindow.coverage
        return 1 - (1 - status.budgetRemaining) * coverage
    }
}

/// What a history's end finds left of the budget of a whole window.
struct RemainingBudget {
    /// Of a calendar period that is over when the history ends: the engine has begun the next one then. Nil else.
    private let ofEndedPeriod: Double?

    /// - Parameters:
    ///   - budgeted: what the SLO's budget counts; of a composite, what its parts' budgets count, in their order.
    init(of definition: SLODefinition, _ budgeted: [History], composedOf composite: CompositeIndicator?) {
        guard case .calendar(let calendar) = definition.window, let end = budgeted.compactMap(\.end).max() else {
            ofEndedPeriod = nil
            return
        }
        let period = calendar.lastPeriod(to: end)
        guard period.upperBound == end else {
            ofEndedPeriod = nil
            return
        }
        let counts = budgeted.map { $0.cut(period.lowerBound, period.upperBound).counts }
        // From integers where it can be, so that a budget that is spent to the last event is 0.
        ofEndedPeriod =
            if let composite {
                1 - composite.burnRate(of: counts.map(\.errorRatio), at: definition.objective)
            } else {
                definition.objective.budgetRemaining(of: counts.first ?? .zero)
            }
    }

    /// The share of it; nil without history.
    ///
    /// - Parameter played: what the engine says at the history's end.
    func left(else played: Double?) -> Double? { played.map { ofEndedPeriod ?? $0 } }
}
