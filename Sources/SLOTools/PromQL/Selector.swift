/// A condition on one label.
package struct Matcher: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case matchesNot = "!~"
    }

    package var label: String
    package var operation: Operation
    package var value: String

    /// Whether a label with this value satisfies it; absent labels are empty. Nil for a regular expression that cannot
    /// be read here. Prometheus anchors expressions at both ends.
    func accepts(_ text: String) -> Bool? {
        switch operation {
        case .equal: return text.utf8.elementsEqual(value.utf8)
        case .notEqual: return !text.utf8.elementsEqual(value.utf8)
        case .matches, .matchesNot:
            guard let regex = try? Regex(value) else { return nil }
            return (text.wholeMatch(of: regex) != nil) == (operation == .matches)
        }
    }
}

/// What picks series: a metric's name and conditions on labels.
package struct Selector: Sendable, Hashable {
    /// Nil where only matchers tell the name.
    package var name: String?
    package var matchers: [Matcher]

    /// Reads a text that is one selector and nothing else.
    package init(parsing text: String) throws(PromQLError) {
        guard case .selector(let selector, _) = try PromQLParser.parse(text) else {
            throw PromQLError("it is not a selector, such as http_requests_total{job=\"shop\"}")
        }
        self = selector
    }

    init(name: String?, matchers: [Matcher]) {
        self.name = name
        self.matchers = matchers
    }

    /// Another metric with the same conditions, and one more where given. The name may be a condition too.
    func renamed(suffix: String, adding extra: Matcher? = nil) -> Selector {
        let conditions = matchers.map { matcher in
            guard matcher.label == "__name__", matcher.operation == .equal else { return matcher }
            return Matcher(label: matcher.label, operation: .equal, value: matcher.value + suffix)
        }
        return Selector(name: name.map { $0 + suffix }, matchers: conditions + (extra.map { [$0] } ?? []))
    }

    /// The name of its only metric; nil where it may pick several.
    var metric: String? {
        name ?? matchers.first { $0.label == "__name__" && $0.operation == .equal }?.value
    }

    package var text: String {
        let conditions = matchers.map { "\($0.label)\($0.operation.rawValue)\(QueryText.quoted($0.value))" }
        return (name ?? "") + (conditions.isEmpty ? "" : "{\(conditions.joined(separator: ", "))}")
    }
}

/// Why a text is not PromQL.
package struct PromQLError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether VictoriaMetrics may read the text all the same: MetricsQL is more than PromQL.
    package let isMetricsQL: Bool

    init(_ description: String, isMetricsQL: Bool = false) {
        self.description = description
        self.isMetricsQL = isMetricsQL
    }
}
