/// A recording or an alerting rule of Prometheus.
package struct Rule: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case record
        /// `pending` is Prometheus' `for`.
        case alert(pending: Duration)
    }

    package var kind: Kind
    /// Of the recorded series, or of the alert.
    package var name: String
    package var expression: String
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    /// Sentences for whoever reads the file.
    package var comment: String?
}

/// Rules that Prometheus evaluates one after the other, so that each reads what those before it have just recorded.
package struct RuleGroup: Sendable, Hashable {
    package var name: String
    package var comment: String?
    package var rules: [Rule]
}
