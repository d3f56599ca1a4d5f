/// Why a line of a page was refused.
public struct MetricParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing is wrong: stable words for programs, while messages may change.
    /// More may be added: compare with the constants, with a default for others.
    public struct Rule: Sendable, Hashable {
        /// The word, such as `end-of-page`.
        public let rawValue: String

        private init(_ word: String) { rawValue = word }

        /// A line has another shape than the format's grammar gives it; in protobuf, bytes are no message.
        public static let syntax = Rule("syntax")
        /// A metric's name has characters that the format does not allow, or is missing.
        public static let name = Rule("name")
        /// A label's name is not legal or given twice, or its value is not in quotes.
        public static let label = Rule("label")
        /// A backslash stands before a character that it may not stand before.
        public static let escape = Rule("escape")
        /// A value is not a number, or larger than any.
        public static let number = Rule("number")
        /// A time is none, goes back within a metric, or is given for some of its samples only.
        public static let timestamp = Rule("timestamp")
        /// An exemplar is malformed, too long, without the time that it needs, or of a sample that can have none.
        public static let exemplar = Rule("exemplar")
        /// A line of metadata is malformed, repeated or late.
        public static let metadata = Rule("metadata")
        /// A unit is not legal, not the ending of the family's name, or given where a type has none.
        public static let unit = Rule("unit")
        /// Bytes are not UTF-8.
        public static let utf8 = Rule("utf-8")
        /// The page does not end as its format demands, or goes on behind the end.
        public static let endOfPage = Rule("end-of-page")
        /// A family's lines, or a metric's, do not stand together.
        public static let grouping = Rule("grouping")
        /// Two samples have the same name and labels.
        public static let duplicate = Rule("duplicate")
        /// Two families claim the same sample name.
        public static let clash = Rule("clash")
        /// A counter is NaN or negative.
        public static let counter = Rule("counter")
        /// A histogram contradicts itself: buckets out of order or not accumulating, a count that is not theirs.
        public static let histogram = Rule("histogram")
        /// A summary has a quantile out of 0 to 1, or a negative value.
        public static let summary = Rule("summary")
        /// An info's value is not 1.
        public static let info = Rule("info")
        /// A state has no name, or its value is not 0 or 1.
        public static let stateSet = Rule("stateset")
        /// A ``PageLimits`` was reached.
        public static let limit = Rule("limit")
    }

    /// From 1. In protobuf: the number of the family's message, from 1.
    public let line: Int
    /// From 1, in bytes: tools that count characters differ behind the first that is not ASCII. In protobuf: the byte
    /// of the page, from 1.
    public let column: Int
    /// What kind of thing is wrong.
    public let rule: Rule
    /// What is wrong, naming the text in question. One line.
    public let message: String

    init(line: Int, column: Int, rule: Rule, _ message: String) {
        self.line = line
        self.column = column
        self.rule = rule
        self.message = message
    }

    /// `line:column: rule: message`, to be put behind a file's name and a colon.
    public var description: String { "\(line):\(column): \(rule.rawValue): \(message)" }
}
