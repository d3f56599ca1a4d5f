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
