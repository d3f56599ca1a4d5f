import NinesSLO
import NinesSLOTools

enum AlertingKeys: SectionKeys {
    static let minFailures = Key(
        "min_failures", .integer(1...Int.max), "Bad events that a tier's long window must hold before the tier burns.",
        default: 2)
    static let minEvents = Key(
        "min_events", .integer(0...Int.max), "Events that a tier's long window must hold.", default: 0)
    static let tiers = Key(
        "tiers", .list(.section(TierKeys.self)), "Burn-rate alerts, [] for none.", absent: "the workbook's")
    static let disable = Key(
        "disable", .list(.tierSelector), "Tiers that are off: page, ticket, or one of them with its factor: page 14.4.")
    static let confidence = Key(
        "confidence", .confidence, "How sure it must be that the burn rate is above a factor.")
    static let name = Key("name", .name, "What alerts of rules are called.", default: AlertTexts.defaultName)
    static let labels = Key("labels", .ruleLabels, "Labels of the alerts of rules.")
    static let annotations = Key("annotations", .ruleAnnotations, "Annotations of the alerts of rules.")
    static let page = Key("page", .section(AlertTextsKeys.self), "What only pages carry.")
    static let ticket = Key("ticket", .section(AlertTextsKeys.self), "What only tickets carry.")

    static let keys: [any AnyKey] = [
        minFailures, minEvents, tiers, disable, confidence, name, labels, annotations, page, ticket,
    ]
}

/// What `alerting.confidence` may be instead of a number.
enum ConfidenceKeys: SectionKeys {
    static let level = Key("level", .confidenceLevel, "Of the confidence interval, both sides.", required: true)
    static let method = Key(
        "method", .choice, "How the interval is found; clopper_pearson asks for more evidence.",
        default: ConfidenceGuard.Method.jeffreys)

    static let keys: [any AnyKey] = [level, method]
}

/// What the alerts of one severity carry.
enum AlertTextsKeys: SectionKeys {
    static let labels = Key("labels", .ruleLabels, "Labels of these alerts.")
    static let annotations = Key("annotations", .ruleAnnotations, "Annotations of these alerts.")

    static let keys: [any AnyKey] = [labels, annotations]
}

/// An entry of `alerting.tiers`.
enum TierKeys: SectionKeys {
    static let severity = Key<Severity>("severity", .choice, "Who the alert is for.", required: true)
    static let factor = Key(
        "factor", .checkedNumber(.positive),
        "Both windows must burn faster than this many times the objective's rate.", required: true)
    static let long = Key(
        "long", .checkedDuration(atLeast: .seconds(1)), "Whole seconds, at most the SLO's window.", required: true)
    static let short = Key(
        "short", .checkedDuration(atLeast: .seconds(1)), "Whole seconds, from 2s, shorter than long.", required: true)
    static let pending = Key(
        "for", .duration(), "Whole seconds for which both must burn before the alert fires.", default: .zero)

    static let keys: [any AnyKey] = [severity, factor, long, short, pending]
}
