/// When each target is probed: at a fixed offset in each interval.
///
/// The offsets follow the golden ratio, which spreads any number of targets evenly over the interval whatever their
/// order, without a table that changes for all when one is added. Times are since the schedule's start.
struct ProbeSchedule: Sendable, Equatable {
    /// The first probe.
    let offset: Duration
    let interval: Duration

    /// - Parameter index: the target's place in the configuration.
    init(index: Int, interval: Duration) {
        let share = (Double(index) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
        offset = interval * share
        self.interval = interval
    }

    /// The first start that is not before `time`: a probe that was held up past its next starts leaves them out, and
    /// keeps its place.
    func start(notBefore time: Duration) -> Duration {
        guard time > offset else { return offset }
        // A process does not live long enough for a count of intervals that Int64 cannot hold.
        let elapsed = (time - offset) / interval
        return offset + interval * Int64(elapsed.rounded(.up))
    }
}
