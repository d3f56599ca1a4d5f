/// What an SLO's budget counts. Of several instances each judges its own slices, and the sum is of those.
public enum Budgeting: Sendable, Hashable {
    /// Events: every one weighs the same, so busy times weigh more.
    case occurrences
    /// Slices of time: one is good when the share of good events in it is at least `objective`. The SLO's objective is
    /// then the share of slices that shall be good, and every slice weighs the same, however busy.
    case timeslices(length: Duration, objective: Objective)
    /// Slices of time, each as good as the share of good events in it: the mean of the slices' ratios over those that
    /// had events.
    case ratioTimeslices(length: Duration)

    /// Of the slices that are judged; nil where events are counted.
    public var sliceLength: Duration? {
        switch self {
        case .occurrences: nil
        case .timeslices(let length, _), .ratioTimeslices(let length): length
        }
    }

    /// Slices are 1 s to 1 h long, as a slice is judged only once it is over.
    func check() throws(SLOError) {
        guard let sliceLength else { return }
        let (seconds, attoseconds) = sliceLength.components
        guard attoseconds == 0, (1...3_600).contains(seconds) else {
            throw SLOError(
                key: "length",
                "length \(DurationText.text(sliceLength)): a timeslice must be whole seconds, at least 1s and at most "
                    + "1h")
        }
    }
}

extension Budgeting: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case timeslices
        case ratioTimeslices = "ratio_timeslices"
    }

    private struct Slices: Codable {
        var length: DurationText
        var objective: Objective?

        private enum CodingKeys: String, CodingKey, CaseIterable {
            case length, objective
        }

        init(length: DurationText, objective: Objective? = nil) {
            self.length = length
            self.objective = objective
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try decoder.refuseUnknownKeys(CodingKeys.self)
            length = try container.decode(DurationText.self, forKey: .length)
            objective = try container.decodeIfPresent(Objective.self, forKey: .objective)
        }
    }

    /// Decodes `occurrences`, `{timeslices: {length: 1m, objective: 0.95}}` or `{ratio_timeslices: {length: 1m}}`.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            guard text == "occurrences" else { throw Self.unknown(text, decoder.codingPath) }
            self = .occurrences
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        if let slices = try container.decodeIfPresent(Slices.self, forKey: .timeslices) {
            guard let objective = slices.objective else {
                throw SLOError(key: "objective", "timeslices: they need an objective, such as 0.95")
                    .decodingError(container.codingPath)
            }
            guard !container.contains(.ratioTimeslices) else {
                throw SLOError(key: "budgeting", "budgeting: timeslices and ratio_timeslices exclude each other")
                    .decodingError(container.codingPath)
            }
            self = .timeslices(length: slices.length.duration, objective: objective)
        } else if let slices = try container.decodeIfPresent(Slices.self, forKey: .ratioTimeslices) {
            guard slices.objective == nil else {
                throw SLOError(
                    key: "objective",
                    "objective: ratio_timeslices have none, as each is as good as its share of good events"
                ).decodingError(container.codingPath)
            }
            self = .ratioTimeslices(length: slices.length.duration)
        } else {
            throw Self.unknown("", decoder.codingPath)
        }
        do throws(SLOError) {
            try check()
        } catch {
            throw error.decodingError(container.codingPath)
        }
    }

    private static func unknown(_ text: String, _ path: [any CodingKey]) -> DecodingError {
        SLOError(
            key: "budgeting",
            "budgeting \"\(text)\": it must be occurrences, {timeslices: {length: 1m, objective: 0.95}} or "
                + "{ratio_timeslices: {length: 1m}}"
        ).decodingError(path)
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .occurrences:
            var container = encoder.singleValueContainer()
            try container.encode("occurrences")
        case .timeslices(let length, let objective):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(Slices(length: DurationText(length), objective: objective), forKey: .timeslices)
        case .ratioTimeslices(let length):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(Slices(length: DurationText(length)), forKey: .ratioTimeslices)
        }
    }
}
