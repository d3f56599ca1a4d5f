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

    /// Whether it is ``system``, and so no code of users.
    let isSystem: Bool

    /// A clock of one's own: for tests that move the time by hand, and for simulations. Any thread calls both
    /// functions, also while locks of Nines are held: they must not block.
    ///
    /// A clock may record, also in the registry that it is the clock of: what that takes of its own time, such as when
    /// a new child began, is then the system's. A registry that it collects is empty.
    public init(now: @escaping @Sendable () -> UnixTime, elapsed: @escaping @Sendable () -> Duration) {
        let identity = Identity()
        self.now = { Self.read(identity, now, inItself: Self.systemNow) }
        self.elapsed = { Self.read(identity, elapsed, inItself: Self.systemElapsed) }
        isSystem = false
    }

    private init(system: Void) {
        (now, elapsed, isSystem) = (Self.systemNow, Self.systemElapsed, true)
    }

    /// The system's clocks. Each reading costs some tens of nanoseconds.
    public static let system = MetricClock(system: ())

    private final class Identity: Sendable {}

    private static func read<Time>(
        _ identity: Identity, _ read: @Sendable () -> Time, inItself system: @Sendable () -> Time
    ) -> Time {
        let owner = UserCall.owner(identity)
        guard !UserCall.isUnderWay(.clock, of: owner) else { return system() }
        return UserCall.run(.clock, of: owner, read)
    }

    @Sendable private static func systemNow() -> UnixTime {
        let time = reading(of: CLOCK_REALTIME)
        return UnixTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    @Sendable private static func systemElapsed() -> Duration {
        let time = reading(of: CLOCK_MONOTONIC)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

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

/// An instant as milliseconds since 1970-01-01T00:00:00Z, the resolution in which Prometheus stores times.
public struct UnixTime: Sendable, Hashable, Comparable {
    /// May be negative: before 1970.
    public let milliseconds: Int64

    /// The instant that many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The whole and fractional seconds, rounded to the next double: exact to the millisecond until the year 287,000.
    public var seconds: Double { Double(milliseconds) / 1000 }

    /// Whether the left instant is the earlier one.
    public static func < (lhs: UnixTime, rhs: UnixTime) -> Bool { lhs.milliseconds < rhs.milliseconds }
}
