/// Something about a family that is legal and yet makes it hard to use.
public struct LintProblem: Sendable, Hashable, CustomStringConvertible {
    /// Which advice is not followed: stable words for programs.
    /// More may be added: compare with the constants, with a default for others.
    public struct Rule: Sendable, Hashable {
        /// The word, such as `counter-total`.
        public let rawValue: String

        private init(_ word: String) { rawValue = word }

        /// There is no help text.
        public static let help = Rule("help")
        /// The name has a unit that is not a base unit, such as milliseconds.
        public static let unit = Rule("unit")
        /// A counter's name does not end in `_total`, or another's does.
        public static let counterTotal = Rule("counter-total")
        /// The name ends as the samples of a histogram or summary do.
        public static let reservedSuffix = Rule("reserved-suffix")
        /// The label `le` or `quantile` of a family that is no histogram or summary.
        public static let reservedLabel = Rule("reserved-label")
        /// The name says the type.
        public static let typeInName = Rule("type-in-name")
        /// The name has a colon, which is for recording rules.
        public static let colon = Rule("colon")
        /// A name is in camel case.
        public static let camelCase = Rule("camel-case")
        /// The name abbreviates a unit.
        public static let unitAbbreviation = Rule("unit-abbreviation")
    }

    /// The family's name.
    public let family: String
    /// Where the family begins; nil for one that was not read from a page.
    public let line: Int?
    /// Which advice is not followed.
    public let rule: Rule
    /// What to change, in one line.
    public let message: String

    /// `family: rule: message`
    public var description: String { "\(family): \(rule.rawValue): \(message)" }
}
