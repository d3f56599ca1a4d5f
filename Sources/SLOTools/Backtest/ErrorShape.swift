/// How the share of bad events goes over the time of an incident.
public enum ErrorShape: Sendable, Hashable {
    /// The same share from its beginning to its end: an outage, or a slow leak when the share is small and the time long.
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
    public var length: Duration
    public var shape: ErrorShape

    public init(start: Duration, length: Duration, shape: ErrorShape) {
        self.start = start
        self.length = length
        self.shape = shape
    }
}
