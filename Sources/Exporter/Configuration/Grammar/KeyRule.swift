/// What may stand behind one key, and what it means.
struct KeyRule: Sendable {
    let value: ValueRule
    /// One sentence for people, with its full stop.
    let sentence: String
    /// Nil where leaving the key out means something that no value says.
    let defaultValue: JSON?

    init(_ value: ValueRule, _ sentence: String, default defaultValue: JSON? = nil) {
        self.value = value
        self.sentence = sentence
        self.defaultValue = defaultValue
    }
}

/// A value as readers take it, as far as it can be told without the rest of the file. Never narrower than the reader.
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
    case section(any ConfigurationKey.Type)
    case either(ValueRule, ValueRule)
    /// What this grammar does not look at.
    case anything

    /// The names of an enumeration.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> ValueRule {
        .choice(type.allCases.map(\.rawValue))
    }

    /// Text on one line, as `Field.name()` takes it.
    static let name = ValueRule.text(pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]+$")

    /// An absolute URL, as far as its beginning tells.
    static let url = ValueRule.text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://")
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

    /// What `TargetLabelReader` accepts.
    static let label = NameRule(pattern: "^(?!__)[A-Za-z_][A-Za-z0-9_]*$")
    /// What `RuleLabelReader` accepts as a label; `__name__` is the series' name.
    static let ruleLabel = NameRule(pattern: "^[A-Za-z_][A-Za-z0-9_]*$", reserved: ["__name__"])
    /// What `RuleLabelReader` accepts as an annotation.
    static let ruleAnnotation = NameRule(pattern: "^[A-Za-z_][A-Za-z0-9_]*$")
}
