/// When a target is probed: at a fixed offset in each interval.
///
/// The offsets follow the golden ratio, which spreads any number of targets evenly over the interval whatever their
/// order, without a table that changes for all when one is added. Times are since the schedule's start.
struct ProbeSchedule: Sendable, Equatable {
    /// The first probe.
    let offset: Duration
    let interval: Duration

    /// - Parameter ordinal: a number of the target's own, from 0 on.
    init(ordinal: Int, interval: Duration) {
        let share = (Double(ordinal) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
        // Whole nanoseconds, as the loop's clock has: a start that is cut to them would come before itself.
        offset = .nanoseconds((interval * share).nanoseconds)
        self.interval = interval
    }

    /// The first start that is not before `time`: a probe that was held up past its next starts leaves them out, and
    /// keeps its place.
    func start(notBefore time: Duration) -> Duration {
        guard time > offset else { return offset }
        // Whole nanoseconds: a quotient of floating point would be off by one start after some months. An interval of
        // more than 292 years, which they cannot count, never comes again.
        let step = (interval.nanoseconds, (time - offset).nanoseconds)
        guard step.0 < .max, step.0 > 0 else { return .seconds(Int64.max / 2_000_000_000) }
        let (quotient, rest) = step.1.quotientAndRemainder(dividingBy: step.0)
        let (start, overflows) = (quotient + (rest > 0 ? 1 : 0)).multipliedReportingOverflow(by: step.0)
        return offset + .nanoseconds(overflows ? .max : start)
    }
}
