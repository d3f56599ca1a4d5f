import NinesSLO

/// Reads the `window` of an SLO: a duration, or a mapping for a calendar's periods.
enum SLOWindowReader {
    /// Nil when something had to be reported.
    static func window(_ field: Field) -> SLOWindow? {
        guard case .mapping = field.node.content else { return field.duration().map(SLOWindow.rolling) }
        guard let section = Section(field, keys: CalendarKey.self) else { return nil }
        let unit = section.required(.calendar)?.choice(of: CalendarWindow.Unit.self)
        let timeZone = section[.timeZone].map { $0.text() } ?? "UTC"
        guard let unit, let timeZone else { return nil }
        return section.value { () throws(SLOError) in
            .calendar(try CalendarWindow(unit, timeZone: timeZone))
        }
    }
}

extension Section {
    /// What `make` makes; nil when it cannot, which is reported at the key that the error names.
    func value<Value>(_ make: () throws(SLOError) -> Value) -> Value? {
        do throws(SLOError) {
            return try make()
        } catch {
            (Key(rawValue: error.key).flatMap { self[$0] } ?? field).report(error.sentence)
            return nil
        }
    }
}
