/// Who an alert is for.
public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Somebody has to act now: the budget would be gone within days.
    case page
    /// Somebody has to act within days.
    case ticket
}
