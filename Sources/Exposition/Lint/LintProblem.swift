/// Something about a family that is legal and yet makes it hard to use.
public struct LintProblem: Sendable, Hashable, CustomStringConvertible {
    /// Which advice is not followed: stable words for programs.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        case help
        case unit
        case counterTotal = "counter-total"
        case reservedSuffix = "reserved-suffix"
        case reservedLabel = "reserved-label"
        case typeInName = "type-in-name"
        case colon
        case camelCase = "camel-case"
        case unitAbbreviation = "unit-abbreviation"
    }

    /// The family's name.
    public let family: String
    /// Where the family begins; nil for one that was not read from a page.
    public let line: Int?
    public let rule: Rule
    /// What to change, in one line.
    public let message: String

    /// `family: rule: message`
    public var description: String { "\(family): \(rule.rawValue): \(message)" }
}
