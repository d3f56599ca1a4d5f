/// The time over which an SLO's error budget is counted.
public enum SLOWindow: Sendable, Hashable {
    /// The last so many seconds, at every instant. Whole seconds, from a minute to 366 days.
    case rolling(Duration)
    /// The calendar's current period, from its first instant on: the budget begins anew with each.
    case calendar(CalendarWindow)

    /// A rolling window of so many days of 24 hours.
    public static func days(_ count: Int) -> SLOWindow {
        let (seconds, overflow) = Int64(count).multipliedReportingOverflow(by: 86_400)
        return .rolling(.seconds(overflow ? (count < 0 ? Int64.min : .max) : seconds))
    }

    /// How long the window is, for scaling alert tiers: of a calendar's period its nominal length (``CalendarWindow``),
    /// which is not what any one period measures.
    public var length: Duration {
        switch self {
        case .rolling(let length): length
        case .calendar(let calendar): calendar.unit.nominalLength
        }
    }

    /// `30d`, or the calendar's unit: `month`. The label `window` of what is exported.
    package var text: String {
        switch self {
        case .rolling(let length): DurationText.text(length)
        case .calendar(let calendar): calendar.unit.rawValue
        }
    }

    func check() throws(SLOError) {
        guard case .rolling(let length) = self else { return }
        try WindowRules.checkWholeSeconds(length, key: "window", least: 60)
    }
}

extension SLOWindow: Codable {
    /// Decodes text such as `30d`, or a mapping as ``CalendarWindow`` does.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            guard let duration = DurationText(text)?.duration else {
                throw DecodingError.dataCorrupted(
                    DecodingError.Context(
                        codingPath: decoder.codingPath,
                        debugDescription: "window \"\(text)\": it must be a duration such as 30d, or a calendar "
                            + "period: {calendar: month, time_zone: Europe/Berlin}"))
            }
            self = .rolling(duration)
        } else {
            self = .calendar(try CalendarWindow(from: decoder))
        }
    }

    /// Encodes the short text where there is one.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .rolling(let length): try DurationText(length).encode(to: encoder)
        case .calendar(let calendar): try calendar.encode(to: encoder)
        }
    }
}

/// What every length of time in a definition has to be.
enum WindowRules {
    /// A leap year. Bounds the state of an SLO, and keeps every sum of seconds far from overflow.
    static let longest: Int64 = 366 * 86_400

    /// Slices have whole seconds, so windows have too: a window is then cut into slices without a remainder of its own.
    static func checkWholeSeconds(_ duration: Duration, key: String, least: Int64) throws(SLOError) {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0, (least...longest).contains(seconds) else {
            throw SLOError(
                key: key,
                "\(key) \(DurationText.text(duration)): it must be whole seconds, at least "
                    + "\(DurationText.text(.seconds(least))) and at most \(DurationText.text(.seconds(longest)))")
        }
    }
}
