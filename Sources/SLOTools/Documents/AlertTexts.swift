package import NinesSLO

/// What the alerts of an SLO are called, and carry besides the SLO's own labels and annotations.
package struct AlertTexts: Sendable, Hashable, Codable {
    /// What is special about the alerts of one severity.
    package struct Part: Sendable, Hashable, Codable {
        package var labels: [String: String]
        package var annotations: [String: String]

        package init(labels: [String: String] = [:], annotations: [String: String] = [:]) {
            self.labels = labels
            self.annotations = annotations
        }
    }

    package static let defaultName = "ErrorBudgetBurn"

    /// The alerts' name. The alert about missing data has it with `NoData` behind it.
    package var name = Self.defaultName
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    package var page = Part()
    package var ticket = Part()
    /// Whether an alert fires when the indicator has no data at all.
    package var whenNoData = true

    package init(whenNoData: Bool = true) {
        self.whenNoData = whenNoData
    }

    package subscript(severity: Severity) -> Part {
        get {
            switch severity {
            case .page: page
            case .ticket: ticket
            }
        }
        set {
            switch severity {
            case .page: page = newValue
            case .ticket: ticket = newValue
            }
        }
    }
}
