import NinesSLO

/// An entry of `slos`.
enum SLOKey: String, ConfigurationKey {
    case name, service, description, objective, window, budgeting, indicator, alerting
    case noData = "no_data"
    case maintenance, labels, annotations, owner, runbook

    static let required: [SLOKey] = [.name, .service, .objective, .window, .indicator]

    var rule: KeyRule {
        switch self {
        case .name: KeyRule(.name, "Unique within the service.")
        case .service: KeyRule(.name, "The service that promises it.")
        case .description: KeyRule(.text(), "For people.")
        case .objective:
            KeyRule(
                .number(.ratio), "The share of events that shall be good: a ratio such as 0.999, never a percentage.")
        case .window:
            KeyRule(
                .either(.duration(atLeast: .seconds(60)), .section(CalendarKey.self)),
                "What the objective is about: a rolling duration from 1m to 366d, or a calendar's periods.")
        case .budgeting:
            KeyRule(
                .either(.choice([BudgetingReader.occurrences]), .section(BudgetingKey.self)),
                "What weighs the same: every event (occurrences), or every slice of time.",
                default: .string(BudgetingReader.occurrences))
        case .indicator: KeyRule(.section(IndicatorKey.self), "What the events are.")
        case .alerting: KeyRule(.section(AlertingKey.self), "When to alert; without it, by the workbook's tiers.")
        case .noData:
            KeyRule(
                .choice(of: NoDataPolicy.self), "What a slice of time says that was watched and had no event.",
                default: .string(NoDataPolicy.ignore.rawValue))
        case .maintenance: KeyRule(.list(.section(MaintenanceKey.self)), "Spans of time whose events do not count.")
        case .labels: KeyRule(.ruleLabels, "Labels of every series and alert of rules.")
        case .annotations: KeyRule(.ruleAnnotations, "Annotations of every alert of rules.")
        case .owner: KeyRule(.name, "The label owner in rules.")
        case .runbook: KeyRule(.name, "The annotation runbook_url in rules.")
        }
    }
}

extension ValueRule {
    /// Labels of rules, as `RuleLabelReader` takes them.
    static let ruleLabels = ValueRule.names(.ruleLabel, ruleText)
    /// Annotations likewise.
    static let ruleAnnotations = ValueRule.names(.ruleAnnotation, ruleText)

    private static let ruleText = ValueRule.either(.text(mayBeEmpty: true), .list(.text(mayBeEmpty: true)))
}

/// A `window` that is no duration.
enum CalendarKey: String, ConfigurationKey {
    case calendar
    case timeZone = "time_zone"

    static let required: [CalendarKey] = [.calendar]

    var rule: KeyRule {
        switch self {
        case .calendar: KeyRule(.choice(of: CalendarWindow.Unit.self), "The budget begins anew with each.")
        case .timeZone: .timeZone
        }
    }
}

extension KeyRule {
    static let timeZone = KeyRule(
        .text(), "A name of the IANA time zone database: where days begin.", default: "UTC")

    static let sliceLength = KeyRule(
        .duration(atLeast: .seconds(1)), "Whole seconds, from 1s to 1h: the length of a slice of time.")
}

/// A `budgeting` that is not `occurrences`.
enum BudgetingKey: String, ConfigurationKey {
    case timeslices
    case ratioTimeslices = "ratio_timeslices"

    static let conditions: [KeyCondition<BudgetingKey>] = [.exactly(1, of: allCases)]

    var rule: KeyRule {
        switch self {
        case .timeslices: KeyRule(.section(TimeslicesKey.self), "A slice is good or bad as a whole.")
        case .ratioTimeslices:
            KeyRule(.section(RatioTimeslicesKey.self), "A slice is as good as the share of its good events.")
        }
    }
}

enum TimeslicesKey: String, ConfigurationKey {
    case length, objective

    static let required: [TimeslicesKey] = [.length, .objective]

    var rule: KeyRule {
        switch self {
        case .length: .sliceLength
        case .objective:
            KeyRule(.number(.ratio), "The share of a slice's events that must be good for it to be good.")
        }
    }
}

enum RatioTimeslicesKey: String, ConfigurationKey {
    case length

    static let required: [RatioTimeslicesKey] = [.length]

    var rule: KeyRule { .sliceLength }
}

/// An entry of `maintenance`.
enum MaintenanceKey: String, ConfigurationKey {
    case from, to, every, on, at
    case duration = "for"
    case timeZone = "time_zone"

    static let conditions: [KeyCondition<MaintenanceKey>] = [
        .with(.every, needs: [.at, .duration], excludes: [.from, .to]),
        .without(.every, needs: [.from, .to], excludes: [.on, .at, .duration, .timeZone]),
        .with(.every, is: MaintenanceReader.Period.day.rawValue, excludes: [.on]),
        .with(.every, is: MaintenanceReader.Period.week.rawValue, needs: [.on]),
        .with(.every, is: MaintenanceReader.Period.month.rawValue, needs: [.on]),
    ]

    /// RFC 3339, as `Timestamp(rfc3339:)` reads it.
    private static let instant = ValueRule.text(
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}"
            + "(?:\\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$")

    var rule: KeyRule {
        switch self {
        case .from: KeyRule(Self.instant, "When it begins, once: 2026-11-21T22:00:00Z.")
        case .to: KeyRule(Self.instant, "When it ends; after from.")
        case .every: KeyRule(.choice(of: MaintenanceReader.Period.self), "How often it comes.")
        case .on:
            KeyRule(
                .either(.choice(of: Recurrence.Weekday.self), .integer(1...31)),
                "The weekday, or the day of the month (31: the last one of shorter months).")
        case .at: KeyRule(.text(pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"), "Local time of day: \"02:00\".")
        case .duration: KeyRule(.duration(atLeast: .seconds(1)), "Whole seconds: how long it takes.")
        case .timeZone: .timeZone
        }
    }
}
