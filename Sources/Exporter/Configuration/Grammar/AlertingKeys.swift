import NinesSLO
import NinesSLOTools

enum AlertingKey: String, ConfigurationKey {
    case minFailures = "min_failures"
    case minEvents = "min_events"
    case tiers, disable, confidence, name, labels, annotations, page, ticket

    /// `page`, or `page 14.4`.
    private static let selector =
        "^(?:" + Severity.allCases.map(\.rawValue).joined(separator: "|") + ")(?: [^ ]+)?$"

    var rule: KeyRule {
        switch self {
        case .minFailures:
            KeyRule(
                .integer(1...Int.max), "Bad events that a tier's long window must hold before the tier burns.",
                default: 2)
        case .minEvents: KeyRule(.integer(0...Int.max), "Events that a tier's long window must hold.", default: 0)
        case .tiers: KeyRule(.list(.section(TierKey.self)), "Burn-rate alerts, [] for none; else the workbook's.")
        case .disable:
            KeyRule(.list(.text(pattern: Self.selector)), "Tiers that are off: page, ticket, or page 14.4 for one.")
        case .confidence:
            KeyRule(
                .either(.number(.confidence), .section(ConfidenceKey.self)),
                "How sure it must be that the burn rate is above a factor.")
        case .name: KeyRule(.name, "What alerts of rules are called.", default: .string(AlertTexts.defaultName))
        case .labels: KeyRule(.ruleLabels, "Labels of the alerts of rules.")
        case .annotations: KeyRule(.ruleAnnotations, "Annotations of the alerts of rules.")
        case .page: KeyRule(.section(AlertTextsKey.self), "What only pages carry.")
        case .ticket: KeyRule(.section(AlertTextsKey.self), "What only tickets carry.")
        }
    }
}

extension NumberRange {
    /// Of a confidence interval's level.
    static let confidence = NumberRange(atLeast: 0.5, below: 1)
}

/// What `alerting.confidence` may be instead of a number.
enum ConfidenceKey: String, ConfigurationKey {
    case level, method

    static let required: [ConfidenceKey] = [.level]

    var rule: KeyRule {
        switch self {
        case .level: KeyRule(.number(.confidence), "Of the confidence interval, both sides.")
        case .method:
            KeyRule(
                .choice(of: ConfidenceGuard.Method.self), "How the interval is found.",
                default: .string(ConfidenceGuard.Method.jeffreys.rawValue))
        }
    }
}

/// What the alerts of one severity carry.
enum AlertTextsKey: String, ConfigurationKey {
    case labels, annotations

    var rule: KeyRule {
        switch self {
        case .labels: KeyRule(.ruleLabels, "Labels of these alerts.")
        case .annotations: KeyRule(.ruleAnnotations, "Annotations of these alerts.")
        }
    }
}

/// An entry of `alerting.tiers`.
enum TierKey: String, ConfigurationKey {
    case severity, factor, long, short
    case pending = "for"

    static let required: [TierKey] = [.severity, .factor, .long, .short]

    var rule: KeyRule {
        switch self {
        case .severity: KeyRule(.choice(of: Severity.self), "Who the alert is for.")
        case .factor:
            KeyRule(.number(.positive), "Both windows must burn faster than this many times the objective's rate.")
        case .long: KeyRule(.duration(atLeast: .seconds(1)), "Whole seconds, at most the SLO's window.")
        case .short: KeyRule(.duration(atLeast: .seconds(1)), "Whole seconds, from 2s, shorter than long.")
        case .pending:
            KeyRule(.duration(), "Whole seconds for which both must burn before the alert fires.", default: "0s")
        }
    }
}
