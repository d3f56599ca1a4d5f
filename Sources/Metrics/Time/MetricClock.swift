#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a registry reads the time: never when recording, but when a child is made, a collection runs or an exemplar is
/// taken. Tests pass one that stands still.
public struct MetricClock: Sendable {
    /// The time of day, for created timestamps and exemplars. May be set back.
    public let now: @Sendable () -> UnixTime
    /// Time since any fixed instant, never going back, for expiry and windows.
    public let elapsed: @Sendable () -> Duration

    public init(now: @escaping @Sendable () -> UnixTime, elapsed: @escaping @Sendable () -> Duration) {
        self.now = now
        self.elapsed = elapsed
    }

    /// The system's clocks. Each reading costs some tens of nanoseconds.
    public static let system = MetricClock(
        now: {
            let time = reading(of: CLOCK_REALTIME)
            return UnixTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        elapsed: {
            let time = reading(of: CLOCK_MONOTONIC)
            return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
        })

    private static func reading(of clock: clockid_t) -> timespec {
        var time = timespec()
        // Fails for unknown clocks only.
        clock_gettime(clock, &time)
        return time
    }
}

/// A clock as one reference, for instruments of which there are many.
final class SharedClock: Sendable {
    let clock: MetricClock

    init(_ clock: MetricClock) {
        self.clock = clock
    }
}
