public import NinesSLO

/// A made-up past: traffic, and what goes wrong with it.
public struct Scenario: Sendable, Hashable {
    /// How many events there are, and when.
    public var traffic: TrafficShape
    /// When things go wrong, and how badly.
    public var incidents: [SyntheticIncident]
    /// The share of bad events at all times; incidents add to it.
    public var backgroundErrorRatio: Double
    /// How long it lasts: from one slice to 3,162,240 of them.
    public var length: Duration
    /// How finely events are told apart in time; at least a second.
    public var sliceLength: Duration
    /// With a seed events arrive at random, as many as Poisson's distribution gives. Without one each slice has as many
    /// as are expected.
    public var seed: UInt64?
    /// Where it begins. The epoch is a midnight in UTC.
    public var start: Timestamp

    /// A made-up history: the same arguments give the same events.
    public init(
        traffic: TrafficShape, incidents: [SyntheticIncident] = [], backgroundErrorRatio: Double = 0,
        length: Duration, sliceLength: Duration = .seconds(10), seed: UInt64? = nil,
        start: Timestamp = Timestamp(nanosecondsSinceEpoch: 0)
    ) {
        self.traffic = traffic
        self.incidents = incidents
        self.backgroundErrorRatio = backgroundErrorRatio
        self.length = length
        self.sliceLength = sliceLength
        self.seed = seed
        self.start = start
    }

    /// Slices that one history may have: a year of 10 s.
    private static let mostSlices: Int64 = 3_162_240

    /// What a recorder would have counted.
    ///
    /// - Throws: `SLOError` when the slices are not whole seconds, or the length is shorter than a slice or makes
    ///   more than 3,162,240 of them.
    public func history() throws(SLOError) -> History {
        let (width, fraction) = sliceLength.components
        guard width >= 1, fraction == 0 else {
            throw SLOError(
                key: "slice", "slice \(DurationText.text(sliceLength)): it must be whole seconds, at least 1s")
        }
        let count = length.components.seconds / width
        guard (1...Self.mostSlices).contains(count) else {
            throw SLOError(
                key: "length",
                "length \(DurationText.text(length)): it must be 1 to \(Self.mostSlices) slices of "
                    + DurationText.text(sliceLength))
        }
        let plans = incidents.map { incident in
            let start = Double(incident.start.components.seconds)
            let length = Double(max(incident.length.components.seconds, 0))
            return (range: start..<start + length, length: length, shape: incident.shape)
        }
        var arrivals = Arrivals(seed: seed, kinds: 2)
        let epoch = Double(start.floorSeconds)
        var slices: [HistorySlice] = []
        slices.reserveCapacity(Int(count))
        for index in 0..<count {
            let begin = start.advanced(by: .seconds(index * width))
            // A slice is as its middle is.
            let middle = (Double(index) + 0.5) * Double(width)
            let expected = traffic.rate(at: epoch + middle) * Double(width)
            var ratio = max(backgroundErrorRatio, 0)
            for plan in plans where plan.range.contains(middle) {
                ratio += plan.shape.ratio(after: middle - plan.range.lowerBound, of: plan.length)
            }
            // Independent Poisson numbers of good and bad events are what a Poisson number of events splits into.
            let counts = EventCounts(
                good: arrivals.next(expected: expected * (1 - min(ratio, 1)), kind: 0),
                bad: arrivals.next(expected: expected * min(ratio, 1), kind: 1))
            slices.append(HistorySlice(from: begin, to: begin.advanced(by: sliceLength), counts: counts))
        }
        return try History(slices)
    }

    /// When the incidents are, so that alerts can be held against them.
    public var spans: [Range<Timestamp>] {
        incidents.filter { $0.length > .zero }.map { incident in
            let begin = start.advanced(by: incident.start)
            return begin..<begin.advanced(by: incident.length)
        }
    }
}

/// How many events a service gets over a day, in events per second.
public enum TrafficShape: Sendable, Hashable {
    case even(perSecond: Double)
    /// `day` for the first `dayHours` of each day in UTC, `night` for the rest.
    case dayAndNight(day: Double, night: Double, dayHours: Double = 16)

    /// The rate at an instant; 0 where a rate is negative or not a number.
    func rate(at second: Double) -> Double {
        let rate: Double
        switch self {
        case .even(let perSecond): rate = perSecond
        case .dayAndNight(let day, let night, let dayHours):
            let secondOfDay = second - (second / 86_400).rounded(.down) * 86_400
            rate = secondOfDay < dayHours * 3_600 ? day : night
        }
        // The bound keeps a slice's events within 64 bits: a slice of a year at 10^11 per second is 3 x 10^18.
        return rate > 0 ? min(rate, 1e11) : 0
    }
}

/// How the share of bad events goes over the time of an incident.
public enum ErrorShape: Sendable, Hashable {
    /// The same share from its beginning to its end: an outage, or a slow leak when the share is small and the time
    /// long.
    case step(ratio: Double)
    /// From 0 at its beginning evenly to this share at its end.
    case ramp(to: Double)
    /// This share for `lasting` out of every `every`, first at its beginning.
    case spikes(ratio: Double, every: Duration, lasting: Duration)

    /// The share of bad events, in 0...1, so many seconds after the beginning of an incident of this length.
    func ratio(after seconds: Double, of length: Double) -> Double {
        let ratio: Double
        switch self {
        case .step(let share): ratio = share
        case .ramp(let share): ratio = length > 0 ? share * seconds / length : share
        case .spikes(let share, let every, let lasting):
            let period = Double(every.components.seconds)
            let phase = period > 0 ? seconds - (seconds / period).rounded(.down) * period : 0
            ratio = phase < Double(lasting.components.seconds) ? share : 0
        }
        // NaN fails the comparison.
        return ratio > 0 ? min(ratio, 1) : 0
    }
}

/// Trouble that a scenario causes on purpose.
public struct SyntheticIncident: Sendable, Hashable {
    /// After the beginning of the scenario.
    public var start: Duration
    /// How long it lasts.
    public var length: Duration
    /// How the error ratio rises and falls.
    public var shape: ErrorShape

    /// An incident that begins `start` after the scenario does.
    public init(start: Duration, length: Duration, shape: ErrorShape) {
        self.start = start
        self.length = length
        self.shape = shape
    }
}
