package import NinesSLO

/// A definition with everything that only documents know: what is counted, and what the alerts say.
///
/// The engine needs the definition alone; generated rules, dashboards and reports need the document.
package struct SLODocument: Sendable, Hashable, Codable {
    package var definition: SLODefinition
    package var indicator: Indicator
    /// Put on every recorded series and every alert.
    package var labels: [String: String] = [:]
    /// Put on every alert.
    package var annotations: [String: String] = [:]
    package var owner: String?
    /// A link that says what to do, put on every alert.
    package var runbook: String?
    package var alerts = AlertTexts()
    package var origin = DocumentOrigin.nines
    package var openSLO = OpenSLONames()
    /// What the rules cannot say exactly as the source meant it, in sentences. Each stands in a comment of the rules
    /// and in an annotation of the alerts.
    package var approximations: [String] = []

    package init(definition: SLODefinition, indicator: Indicator) {
        self.definition = definition
        self.indicator = indicator
    }

    /// The label `sloth_id`.
    package var id: String { "\(definition.service)-\(definition.name)" }
}

/// What OpenSLO calls things and rules have no use for: kept, so that a document that is written again loses nothing.
package struct OpenSLONames: Sendable, Hashable, Codable {
    package var displayName: String?
    package var objectiveDisplayName: String?
    package var indicator: String?
    package var indicatorDisplayName: String?
    package var alertPolicies: [String] = []
    /// By the names that Kubernetes allows, of which some are none of Prometheus'.
    package var labels: [String: [String]] = [:]
    package var annotations: [String: [String]] = [:]

    package init() {}
}

/// The grammar that a document was written in: the label `sloth_spec`.
package enum DocumentOrigin: String, Sendable, Hashable, Codable {
    case nines = "nines/v1"
    case sloth = "prometheus/v1"
    case slothKubernetes = "sloth.slok.dev/v1"
    case openSLO = "openslo/v1"
    case openSLOAlpha = "openslo/v1alpha"
}
