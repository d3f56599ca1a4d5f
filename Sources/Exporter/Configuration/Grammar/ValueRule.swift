/// What may stand behind a key, as far as it can be told without the rest of the file: for schemas, documents and
/// tests. Never narrower than the reader of the same ``ValueGrammar``.
indirect enum ValueRule: Sendable {
    /// Any scalar as it is written. The pattern is one of ECMA-262, and about texts that look like no number.
    case text(pattern: String? = nil, mayBeEmpty: Bool = false)
    case flag
    /// Without an upper bound where that is `Int.max`.
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    /// `atLeast` is written as far as a pattern can: above zero there has to be a unit.
    case duration(atLeast: Duration = .zero)
    case choice([String])
    case list(ValueRule, atLeast: Int = 0)
    /// A mapping whose keys the user chooses.
    case names(NameRule?, ValueRule)
    /// A mapping whose keys the grammar fixes.
    ///
    /// - Parameter isWhole: false for a part, which need not have what the mapping must.
    case section(any SectionKeys.Type, isWhole: Bool = true)
    case either(ValueRule, ValueRule)
    /// What this grammar does not look at.
    case anything

    static let name = ValueRule.text(pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]+$")
}

/// Bounds of a number; nil for none.
struct NumberRange: Sendable {
    var above: Double?
    var atLeast: Double?
    var below: Double?

    static let any = NumberRange()
    static let positive = NumberRange(above: 0)
    /// An objective's: both ends excluded.
    static let ratio = NumberRange(above: 0, below: 1)
}

/// Names that the user chooses.
struct NameRule: Sendable {
    /// Of ECMA-262.
    var pattern: String
    /// Taken by somebody else.
    var reserved: [String] = []
}
