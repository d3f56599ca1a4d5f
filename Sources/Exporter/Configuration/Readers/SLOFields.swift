import NinesSLO
import NinesSLOTools

// The values of an SLO's own keys.

// MARK: - Objectives, which are ratios and never percentages

extension ValueGrammar where Value == Objective {
    static var objective: Self { Self(.number(.ratio)) { $0.objective() } }
}

extension ValueGrammar where Value == Double {
    /// What is made of it knows the bound, and explains it better.
    static func checkedNumber(_ range: NumberRange) -> Self {
        Self(.number(range), write: YAMLNode.number) { $0.number() }
    }
}

extension Field {
    /// A ratio.
    func objective() -> Objective? {
        guard let text = text() else { return nil }
        if let ratio = Self.meantRatio(text) {
            report("\(Quoted.value(text)) is not a ratio between 0 and 1 (write \(ratio), not \(text))")
            return nil
        }
        guard let ratio = number() else { return nil }
        do {
            return try Objective(ratio: ratio)
        } catch {
            report(error.sentence)
            return nil
        }
    }

    /// An objective of the grammars that write it in percent, such as 99.9.
    func percentage(warnings: ProblemLog) -> Objective? {
        guard let percent = number() else { return nil }
        do {
            let objective = try Objective(ratio: percent / 100)
            if percent < 1 {
                let meant = DecimalText.number((percent * 1e9).rounded() / 1e7)
                warn(
                    warnings,
                    "\(DecimalText.number(percent)) is \(DecimalText.number(percent)) %: did you mean \(meant)?")
            }
            return objective
        } catch {
            report("\(Quoted.value(DecimalText.number(percent))) is not a percentage above 0 and below 100")
            return nil
        }
    }

    /// Of a percentage, with its sign or without; nil for anything else.
    private static func meantRatio(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let percentage = Double(isPercentage ? String(text.dropLast()) : text), percentage < 100,
            isPercentage ? percentage > 0 : percentage > 1
        else { return nil }
        // Rounded to what an objective can hold, because 99.9 / 100 is 0.9990000000000001.
        let ratio = (percentage * 1e7).rounded() / 1e9
        return ratio > 0 && ratio < 1 ? ratio : nil
    }
}

// MARK: - Windows

extension ValueGrammar where Value == SLOWindow {
    /// A duration, or a mapping for a calendar's periods.
    static var sloWindow: Self {
        Self(.either(.duration(atLeast: .seconds(60)), .section(CalendarKeys.self))) { $0.sloWindow() }
    }
}

extension Field {
    fileprivate func sloWindow() -> SLOWindow? {
        guard case .mapping = node.content else { return duration().map(SLOWindow.rolling) }
        guard let section = Section(self, CalendarKeys.self), let unit = section[CalendarKeys.calendar],
            let timeZone = section[CalendarKeys.timeZone]
        else { return nil }
        return section.value { () throws(SLOError) in
            .calendar(try CalendarWindow(unit, timeZone: timeZone))
        }
    }
}

// MARK: - Budgeting

extension ValueGrammar where Value == Budgeting {
    /// `occurrences`, or a mapping for slices of time.
    static var budgeting: Self {
        Self(
            .either(.choice([Field.occurrences]), .section(BudgetingKeys.self)),
            write: { $0 == .occurrences ? .text(Field.occurrences) : nil }
        ) { $0.budgeting() }
    }
}

extension Field {
    fileprivate static let occurrences = "occurrences"

    fileprivate func budgeting() -> Budgeting? {
        guard case .mapping = node.content else {
            guard let text = text() else { return nil }
            guard text == Self.occurrences else {
                report(
                    "\(Quoted.value(text)) is neither \(Self.occurrences) nor a mapping (timeslices, ratio_timeslices)")
                return nil
            }
            return .occurrences
        }
        guard let section = Section(self, BudgetingKeys.self) else { return nil }
        if let slices = section[BudgetingKeys.ratioTimeslices] {
            return slices[RatioTimeslicesKeys.length].map(Budgeting.ratioTimeslices)
        }
        guard let slices = section[BudgetingKeys.timeslices], let length = slices[TimeslicesKeys.length],
            let objective = slices[TimeslicesKeys.objective]
        else { return nil }
        return .timeslices(length: length, objective: objective)
    }
}

// MARK: - Maintenance

extension ValueGrammar where Value == MaintenanceWindow {
    /// An entry of `maintenance`: once, or again and again.
    static var maintenance: Self { Self(.section(MaintenanceKeys.self)) { $0.maintenance() } }
}

extension ValueGrammar where Value == Timestamp {
    /// RFC 3339, as `Timestamp(rfc3339:)` reads it.
    static var instant: Self {
        let pattern =
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}"
            + "(?:\\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$"
        return Self(.text(pattern: pattern)) { $0.instant() }
    }
}

extension ValueGrammar where Value == Field {
    /// Which of the two it must be, `every` says.
    static var maintenanceDay: Self {
        Self(.either(.choice(Recurrence.Weekday.allCases.map(\.rawValue)), .integer(1...31))) { $0 }
    }
}

extension ValueGrammar where Value == String {
    static var timeOfDay: Self { Self(.text(pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$")) { $0.text() } }
}

extension Field {
    fileprivate func instant() -> Timestamp? {
        guard let text = text() else { return nil }
        guard let instant = Timestamp(rfc3339: text) else {
            report("\(Quoted.value(text)) is not a time such as 2026-11-21T22:00:00Z (RFC 3339)")
            return nil
        }
        return instant
    }

    fileprivate func maintenance() -> MaintenanceWindow? {
        guard let section = Section(self, MaintenanceKeys.self) else { return nil }
        guard section.field(MaintenanceKeys.every) != nil else {
            guard let start = section[MaintenanceKeys.from], let end = section[MaintenanceKeys.to] else { return nil }
            return section.value { () throws(SLOError) in
                let window = MaintenanceWindow.once(from: start, to: end)
                try window.check()
                return window
            }
        }
        guard let rhythm = Self.rhythm(section), let time = section[MaintenanceKeys.at],
            let duration = section[MaintenanceKeys.duration], let timeZone = section[MaintenanceKeys.timeZone]
        else { return nil }
        return section.value { () throws(SLOError) in
            .every(try Recurrence(rhythm, at: time, for: duration, timeZone: timeZone))
        }
    }

    private static func rhythm(_ section: Section<MaintenanceKeys>) -> Recurrence.Rhythm? {
        let day = section[MaintenanceKeys.on]
        return switch section[MaintenanceKeys.every] {
        case nil: nil
        case .day: .daily
        case .week: day?.choice(of: Recurrence.Weekday.self).map(Recurrence.Rhythm.weekly)
        case .month: day?.integer(in: 1...31).map(Recurrence.Rhythm.monthly)
        }
    }
}

// MARK: - What definitions say themselves

extension Section {
    /// What `make` makes; nil when it cannot, which is reported at the key that the error names.
    func value<Value>(_ make: () throws(SLOError) -> Value) -> Value? {
        do throws(SLOError) {
            return try make()
        } catch {
            report(error)
            return nil
        }
    }

    /// At the key that the error is about.
    func report(_ error: SLOError) {
        (field(named: error.key) ?? field).report(error.sentence)
    }
}

extension SLOError {
    /// The rule without the key, which the path before it names.
    var sentence: String {
        let text = description.hasPrefix(key + " ") ? String(description.dropFirst(key.count + 1)) : description
        return Quoted.oneLine(text)
    }
}
