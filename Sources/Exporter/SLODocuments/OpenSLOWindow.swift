import NinesSLO

/// OpenSLO's time windows.
struct OpenSLOWindow {
    let spec: Field
    let warnings: ProblemLog

    /// An error budget over less is no promise to anybody, but a slip such as `1m` for a month.
    private static let shortest: Int64 = 3_600

    /// The first of `timeWindow`; 30 days where there is none.
    func window(_ field: Field?) -> SLOWindow? {
        guard let first = first(of: field, key: "timeWindow") else { return .rolling(.seconds(30 * 86_400)) }
        guard
            let section = ForeignSection(
                first, known: ["duration", "isRolling", "calendar"], warnings: warnings),
            let length = section.required("duration"), let text = length.text()
        else { return nil }
        guard let (count, unit) = Self.parse(text), let seconds = Self.seconds[unit].map({ $0 * count }) else {
            length.report("\(Quoted.value(text)) is not a duration (write 30d, 4w, 1M, 1Q or 1Y)")
            return nil
        }
        guard seconds >= Self.shortest else {
            let months = unit == "m" && count <= 12 ? "; did you mean \(count)M, \(Self.months(count))?" : ""
            length.report(
                "\(Quoted.value(text)) is \(DurationText.text(.seconds(seconds))) long: a window must be at least 1h"
                    + months)
            return nil
        }
        return isRolling(section)
            ? rolling(length, seconds: seconds, unit: unit)
            : calendar(section, count: count, unit: unit, seconds: seconds)
    }

    /// The `timeWindows` of v1alpha: a count and a unit.
    func alphaWindow(_ field: Field?) -> SLOWindow? {
        guard let first = first(of: field, key: "timeWindows") else { return .rolling(.seconds(30 * 86_400)) }
        guard
            let section = ForeignSection(
                first, known: ["count", "unit", "isRolling", "calendar"], warnings: warnings),
            let count = section.required("count")?.integer(in: 1...1_000_000), let unit = section.required("unit"),
            let text = unit.text()
        else { return nil }
        guard
            let letter = Self.alphaUnits[
                text.lowercased().hasSuffix("s") ? String(text.lowercased().dropLast()) : text.lowercased()],
            let seconds = Self.seconds[letter].map({ $0 * Int64(count) })
        else {
            unit.report("\(Quoted.value(text)) is not one of Second, Minute, Hour, Day, Week, Month, Quarter, Year")
            return nil
        }
        guard seconds >= Self.shortest else {
            let month = letter == "m" ? "; did you mean Month?" : ""
            unit.report("\(DurationText.text(.seconds(seconds))): a window must be at least 1h long\(month)")
            return nil
        }
        return isRolling(section)
            ? rolling(unit, seconds: seconds, unit: letter)
            : calendar(section, count: Int64(count), unit: letter, seconds: seconds)
    }

    private func first(of field: Field?, key: String) -> Field? {
        let items = field?.items() ?? []
        if items.isEmpty { spec.warn(warnings, "\(key) is missing: 30d, rolling, is assumed") }
        for item in items.dropFirst() { item.warn(warnings, "is not carried over: an SLO has one window, the first") }
        return items.first
    }

    private func isRolling(_ section: ForeignSection) -> Bool {
        guard section["isRolling"]?.flag() ?? (section["calendar"] == nil) else { return false }
        section.skip("calendar", "isRolling is true", warnings: warnings)
        return true
    }

    private static func months(_ count: Int64) -> String { count == 1 ? "a month" : "\(count) months" }

    private static let alphaUnits: [String: Character] = [
        "second": "s", "minute": "m", "hour": "h", "day": "d", "week": "w", "month": "M", "quarter": "Q", "year": "Y",
    ]

    /// Months, quarters and years as long as calendar windows are for scaling.
    private static let seconds: [Character: Int64] = [
        "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 30 * 86_400, "Q": 90 * 86_400, "Y": 365 * 86_400,
    ]

    private static func parse(_ text: String) -> (count: Int64, unit: Character)? {
        guard let unit = text.last, let count = Int64(text.dropLast()), (1...1_000_000).contains(count) else {
            return nil
        }
        return (count, unit)
    }

    private func rolling(_ field: Field, seconds: Int64, unit: Character) -> SLOWindow {
        if "MQY".contains(unit) {
            field.warn(
                warnings, "is taken as \(DurationText.text(.seconds(seconds))): a rolling window has a fixed length")
        }
        return .rolling(.seconds(seconds))
    }

    private func calendar(
        _ section: ForeignSection, count: Int64, unit: Character, seconds: Int64
    ) -> SLOWindow? {
        let units: [Character: CalendarWindow.Unit] = ["w": .week, "M": .month, "Q": .quarter, "Y": .year]
        guard count == 1, let unit = units[unit] else {
            section.field.warn(
                warnings, "calendar windows are one week, month, quarter or year long; this one is taken as rolling")
            return .rolling(.seconds(seconds))
        }
        var zone = "UTC"
        if let calendar = section["calendar"] {
            guard
                let inner = ForeignSection(calendar, known: ["startTime", "timeZone"], warnings: warnings)
            else { return nil }
            inner.skip("startTime", "calendar windows begin where the calendar's do", warnings: warnings)
            zone = inner["timeZone"]?.text() ?? zone
            if inner["timeZone"] == nil { calendar.warn(warnings, "timeZone is missing: UTC is assumed") }
        }
        do {
            return .calendar(try CalendarWindow(unit, timeZone: zone))
        } catch {
            section.field.report("\(error.key) \(error.sentence)")
            return nil
        }
    }
}
