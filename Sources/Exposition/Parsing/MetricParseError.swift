/// Why a line of a page was refused.
public struct MetricParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing is wrong: stable words for programs, while messages may change.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        case syntax, name, label, escape, number, timestamp, exemplar, metadata, unit
        case utf8 = "utf-8"
        case endOfPage = "end-of-page"
        /// A family's lines, or a metric's, do not stand together.
        case grouping
        case duplicate
        /// Two families claim the same sample name.
        case clash
        case counter, histogram, summary, info
        case stateSet = "stateset"
        /// A ``PageLimits`` was reached.
        case limit
    }

    /// From 1.
    public let line: Int
    /// From 1, in bytes: tools that count characters differ behind the first that is not ASCII.
    public let column: Int
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
