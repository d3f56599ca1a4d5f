internal import NinesSLO

/// Maintenance as a series that is 1 where a slice holds time of it and 0 elsewhere.
///
/// PromQL knows UTC and no other zone, so what recurs elsewhere is not compiled: offsets of today are not those of
/// summer.
struct MaintenanceRule: Sendable, Hashable {
    static let name = "slo:maintenance:active"

    /// A condition for each span that can be compiled.
    private let conditions: [String]
    let known: [MaintenanceWindow]
    let slice: Duration
    /// What is not compiled, for people.
    let unknown: [String]

    /// - Parameter slice: what is recorded at an instant is about so much time before it.
    init(_ windows: [MaintenanceWindow], slice: Duration) {
        var conditions: [String] = []
        var known: [MaintenanceWindow] = []
        var unknown: [String] = []
        for window in windows {
            if let condition = Self.condition(window, slice.components.seconds) {
                conditions.append(condition)
                known.append(window)
            } else if case .every(let recurrence) = window {
                unknown.append(recurrence.sentence)
            }
        }
        self.conditions = conditions
        self.known = known
        self.slice = slice
        self.unknown = unknown
    }

    var isEmpty: Bool { conditions.isEmpty }

    var expression: String {
        "vector(1)\nand (\n" + QueryText.indented(conditions.joined(separator: "\nor\n")) + "\n)\nor\nvector(0)"
    }

    private static func condition(_ window: MaintenanceWindow, _ slice: Int64) -> String? {
        switch window {
        case .once(let start, let end):
            // Timestamps are within 2^34 s, so nothing overflows here or below.
            return "vector(time()) >= \(start.floorSeconds) < \(end.floorSeconds + slice)"
        case .every(let recurrence):
            guard utc.contains(recurrence.timeZone) else { return nil }
            return condition(recurrence, recurrence.duration.components.seconds + slice)
        }
    }

    /// Names of the IANA database whose clocks show UTC at all times.
    private static let utc: Set<String> = [
        "UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal",
        "Greenwich", "Etc/Greenwich", "GMT0", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0",
    ]

    private static func condition(_ recurrence: Recurrence, _ length: Int64) -> String {
        let begin = Int64(recurrence.minuteOfDay) * 60
        let now = begin == 0 ? "time()" : "(time() - \(begin))"
        switch recurrence.rhythm {
        case .daily:
            return "vector(\(phase(from: begin, of: 86_400))) < \(length)"
        case .weekly(let weekday):
            // The epoch's first day was a Thursday.
            let first = (weekday.number + 3) % 7 * 86_400 + begin
            return "vector(\(phase(from: first, of: 604_800))) < \(length)"
        case .monthly(let day):
            // Since it began in this month; then since it began in the one before, on its last day where it is short.
            let today = "day_of_month(vector(\(now)))"
            let rest = "* 86400 + \(phase(from: begin, of: 86_400))"
            let last = "days_in_month(vector(\(now)) - \(today) * 86400)"
            return """
                (\(today) - clamp_max(days_in_month(vector(\(now))), \(day))) \(rest) >= 0 < \(length)
                or
                (\(today) + \(last) - clamp_max(\(last), \(day))) \(rest) < \(length)
                """
        }
    }

    /// Seconds since the last of the instants that are `begin` seconds behind the beginning of a period. Added to, as
    /// the remainder of a negative number, of the hours before the first, would be negative.
    private static func phase(from begin: Int64, of period: Int64) -> String {
        "\(begin == 0 ? "time()" : "(time() + \(period - begin))") % \(period)"
    }
}

extension Recurrence {
    /// `every sunday at 02:00 for 2h in Europe/Berlin`.
    fileprivate var sentence: String {
        let day =
            switch rhythm {
            case .daily: "day"
            case .weekly(let weekday): weekday.rawValue
            case .monthly(let day): "month on day \(day)"
            }
        return "every \(day) at \(time) for \(DurationText.text(duration)) in \(timeZone)"
    }
}
