/// A span of time whose events do not count, good ones as little as bad ones. The counters have them all the same.
///
/// An engine leaves them out when they come, to the narrowest slice, and keeps no record of what it left out: a span
/// that is declared or withdrawn afterwards changes only what is replayed from a history, such as a Prometheus'.
public enum MaintenanceWindow: Sendable, Hashable {
    /// Once, and it must end after it begins. Instants are cut to whole seconds.
    case once(from: Timestamp, to: Timestamp)
    /// Again and again, as clocks on the wall show it.
    case every(Recurrence)

    package func check() throws(SLOError) {
        guard case .once(let start, let end) = self, start >= end else { return }
        throw SLOError(key: "to", "to \(end.rfc3339): it must be after from \(start.rfc3339)")
    }

    /// Whether it covers a second since the epoch, and the second from which that may be different.
    package func covers(_ second: Int64) -> (isCovered: Bool, until: Int64) {
        switch self {
        case .once(let start, let end):
            if second < start.floorSeconds { return (false, start.floorSeconds) }
            return second < end.floorSeconds ? (true, end.floorSeconds) : (false, .max)
        case .every(let recurrence):
            return recurrence.covers(second)
        }
    }
}

extension MaintenanceWindow: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case from, to
    }

    /// Decodes `{from: 2026-11-21T22:00:00Z, to: ...}`, or a recurrence as ``Recurrence`` does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let start = try container.decodeIfPresent(RFC3339Text.self, forKey: .from) else {
            self = .every(try Recurrence(from: decoder))
            return
        }
        try decoder.refuseUnknownKeys(CodingKeys.self)
        self = .once(from: start.instant, to: try container.decode(RFC3339Text.self, forKey: .to).instant)
        do throws(SLOError) {
            try check()
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .once(let start, let end):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(RFC3339Text(instant: start), forKey: .from)
            try container.encode(RFC3339Text(instant: end), forKey: .to)
        case .every(let recurrence):
            try recurrence.encode(to: encoder)
        }
    }
}

/// The maintenance of one SLO or target, asked for one second after the other: zones are looked up only where the
/// answer may change.
package struct MaintenanceCalendar: Sendable {
    private let windows: [MaintenanceWindow]
    private var known: (from: Int64, until: Int64, isCovered: Bool)?

    package init(_ windows: [MaintenanceWindow]) {
        self.windows = windows
    }

    /// Whether any window covers a second since the epoch.
    package mutating func covers(_ second: Int64) -> Bool {
        if let known, second >= known.from, second < known.until { return known.isCovered }
        let answers = windows.map { $0.covers(second) }
        let covering = answers.filter(\.isCovered).map(\.until)
        let until = covering.max() ?? answers.map(\.until).min() ?? .max
        known = (second, until, !covering.isEmpty)
        return !covering.isEmpty
    }
}
