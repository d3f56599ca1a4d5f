import NinesSLO

/// Reads the entries of an SLO's `maintenance`.
enum MaintenanceReader {
    /// Nil when something had to be reported.
    static func window(_ field: Field) -> MaintenanceWindow? {
        guard let section = Section(field, keys: MaintenanceKey.self) else { return nil }
        return section[.every] == nil ? once(section) : recurring(section)
    }

    enum Period: String, CaseIterable {
        case day, week, month
    }

    private static func once(_ section: Section<MaintenanceKey>) -> MaintenanceWindow? {
        for key in [MaintenanceKey.on, .at, .duration, .timeZone] {
            section[key]?.report("stands only beside every")
        }
        let start = section.required(.from).flatMap(instant)
        let end = section.required(.to).flatMap(instant)
        guard let start, let end else { return nil }
        return .once(from: start, to: end)
    }

    private static func instant(_ field: Field) -> Timestamp? {
        guard let text = field.text() else { return nil }
        guard let instant = Timestamp(rfc3339: text) else {
            field.report("\(Quoted.value(text)) is not a time such as 2026-11-21T22:00:00Z (RFC 3339)")
            return nil
        }
        return instant
    }

    private static func recurring(_ section: Section<MaintenanceKey>) -> MaintenanceWindow? {
        for key in [MaintenanceKey.from, .to] { section[key]?.report("cannot stand beside every") }
        let rhythm = rhythm(section)
        let time = section.required(.at)?.text()
        let duration = section.required(.duration)?.duration()
        let timeZone = section[.timeZone].map { $0.text() } ?? "UTC"
        guard let rhythm, let time, let duration, let timeZone else { return nil }
        return section.value { () throws(SLOError) in
            .every(try Recurrence(rhythm, at: time, for: duration, timeZone: timeZone))
        }
    }

    private static func rhythm(_ section: Section<MaintenanceKey>) -> Recurrence.Rhythm? {
        switch section.required(.every)?.choice(of: Period.self) {
        case nil: return nil
        case .day:
            guard let day = section[.on] else { return .daily }
            day.report("cannot stand beside every: day")
            return nil
        case .week: return section.required(.on)?.choice(of: Recurrence.Weekday.self).map(Recurrence.Rhythm.weekly)
        case .month: return section.required(.on)?.integer(in: 1...31).map(Recurrence.Rhythm.monthly)
        }
    }
}
