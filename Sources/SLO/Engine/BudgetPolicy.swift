/// How much of a period's error budget is left, as a school would mark it.
public enum BudgetGrade: String, Sendable, Hashable, Codable, CaseIterable {
    /// At least three quarters are left.
    case a = "A"
    /// At least half is left.
    case b = "B"
    /// At least a quarter is left.
    case c = "C"
    /// Something is left, or nothing: the objective is kept.
    case d = "D"
    /// The objective is missed.
    case f = "F"

    /// - Parameter remaining: the share that is left, such as ``SLOStatus/budgetRemaining``.
    public init(remaining: Double) {
        self =
            switch remaining {
            case 0.75...: .a
            case 0.5...: .b
            case 0.25...: .c
            case 0...: .d
            default: .f
            }
    }
}

/// What the budget that is left means for changes, after the example policy of "The Site Reliability Workbook",
/// appendix B: changes stop when the budget is spent.
public enum BudgetPolicyState: String, Sendable, Hashable, Codable {
    /// Changes go ahead.
    case open
    /// Less than a quarter is left: one incident may stop changes.
    case careful
    /// The budget is spent: nothing but urgent fixes and security until it is not.
    case frozen

    /// - Parameter remaining: the share that is left, such as ``SLOStatus/budgetRemaining``.
    public init(remaining: Double) {
        self = remaining <= 0 ? .frozen : remaining < 0.25 ? .careful : .open
    }

    /// The workbook's policy asks for a postmortem of an incident that spends more than this share of the budget.
    public static let postmortemShare = 0.2
}
