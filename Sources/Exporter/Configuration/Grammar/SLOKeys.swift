import NinesSLO

/// An entry of `slos`.
enum SLOKeys: SectionKeys {
    static let name = Key("name", .name, "Unique within the service.", required: true)
    static let service = Key("service", .name, "The service that promises it.", required: true)
    static let description = Key("description", .text, "For people.")
    static let objective = Key(
        "objective", .objective,
        "The share of events that shall be good: a ratio such as 0.999, never a percentage.", required: true)
    static let window = Key(
        "window", .sloWindow,
        "What the objective is about: a rolling duration in whole seconds from 1m to 366d, or a calendar's periods.",
        required: true)
    static let budgeting = Key(
        "budgeting", .budgeting,
        "What weighs the same: every event (occurrences), or every slice of time.", default: .occurrences)
    static let indicator = Key("indicator", .section(IndicatorKeys.self), "What the events are.", required: true)
    static let alerting = Key(
        "alerting", .section(AlertingKeys.self), "When to alert.", absent: "by the workbook's tiers")
    static let noData = Key(
        "no_data", .choice,
        "What a slice of time says that was watched and had no event: nothing (ignore), good, bad, or the same as the "
            + "slice before (hold).", default: NoDataPolicy.ignore)
    static let maintenance = Key(
        "maintenance", .list(.maintenance), "Spans of time whose events do not count.")
    static let labels = Key("labels", .ruleLabels, "Labels of every series and alert of rules.")
    static let annotations = Key("annotations", .ruleAnnotations, "Annotations of every alert of rules.")
    static let owner = Key("owner", .name, "The label owner in rules.")
    static let runbook = Key("runbook", .name, "The annotation runbook_url in rules.")

    static let keys: [any AnyKey] = [
        name, service, description, objective, window, budgeting, indicator, alerting, noData, maintenance, labels,
        annotations, owner, runbook,
    ]
}

/// A `window` that is no duration.
enum CalendarKeys: SectionKeys {
    static let calendar = Key<CalendarWindow.Unit>(
        "calendar", .choice, "The budget begins anew with each; weeks begin on Monday.", required: true)
    static let timeZone = Key.timeZone

    static let keys: [any AnyKey] = [calendar, timeZone]
}

extension Key where Value == String {
    static var timeZone: Key {
        Key("time_zone", .text, "A name of the IANA time zone database: where days begin.", default: "UTC")
    }
}

extension Key where Value == Duration {
    static var sliceLength: Key {
        Key(
            "length", .duration(atLeast: .seconds(1)),
            "Whole seconds, from 1s to 1h: the length of a slice of time.", required: true)
    }
}

/// A `budgeting` that is not `occurrences`.
enum BudgetingKeys: SectionKeys {
    static let timeslices = Key(
        "timeslices", .section(TimeslicesKeys.self), "A slice is good or bad as a whole.", absent: "this or the next")
    static let ratioTimeslices = Key(
        "ratio_timeslices", .section(RatioTimeslicesKeys.self), "A slice is as good as the share of its good events.",
        absent: "this or the one before")

    static let keys: [any AnyKey] = [timeslices, ratioTimeslices]
    static let conditions: [KeyCondition] = [.exactly(1, of: keys)]
}

enum TimeslicesKeys: SectionKeys {
    static let length = Key.sliceLength
    static let objective = Key(
        "objective", .objective, "The share of a slice's events that must be good for it to be good.", required: true)

    static let keys: [any AnyKey] = [length, objective]
}

enum RatioTimeslicesKeys: SectionKeys {
    static let length = Key.sliceLength

    static let keys: [any AnyKey] = [length]
}

/// An entry of `maintenance`.
enum MaintenanceKeys: SectionKeys {
    static let from = Key(
        "from", .instant, "When it begins, once: 2026-11-21T22:00:00Z.", absent: "this or `every`")
    static let to = Key("to", .instant, "When it ends; after from.", absent: "required beside `from`")
    static let every = Key<MaintenancePeriod>("every", .choice, "How often it comes.", absent: "this or `from`")
    static let on = Key(
        "on", .maintenanceDay, "The weekday, or the day of the month (31: the last one of shorter months).",
        absent: "required for `week` and `month`")
    static let at = Key("at", .timeOfDay, "Local time of day: \"02:00\".", absent: "required beside `every`")
    static let duration = Key(
        "for", .checkedDuration(atLeast: .seconds(1)), "Whole seconds: how long it takes.",
        absent: "required beside `every`")
    static let timeZone = Key.timeZone

    static let keys: [any AnyKey] = [from, to, every, on, at, duration, timeZone]
    static let conditions: [KeyCondition] = [
        .with(every, needs: [at, duration], excludes: [from, to]),
        .without(every, needs: [from, to], excludes: [on, at, duration, timeZone]),
        .with(every, is: MaintenancePeriod.day.rawValue, excludes: [on]),
        .with(every, is: MaintenancePeriod.week.rawValue, needs: [on]),
        .with(every, is: MaintenancePeriod.month.rawValue, needs: [on]),
    ]
}

enum MaintenancePeriod: String, CaseIterable {
    case day, week, month
}
