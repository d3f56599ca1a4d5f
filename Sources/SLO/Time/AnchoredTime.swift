internal import NinesMetrics

/// Wall time that does not jump: an instant is read from a monotonic clock, anchored to the wall clock, and the anchor
/// moves only when the two have come apart. A pure value that is fed both readings.
///
/// - A wall clock that steps **forward** past the tolerance (set by NTP, a suspended or moved machine whose monotonic
///   clock stood still) is followed at once: the slices in between are unknown.
/// - One that steps **backward** is not followed back, as those slices are counted already. Time goes on, at
///   nine tenths of its pace until the wall clock has caught up: an hour takes ten hours. Windows hold a little more
///   than their length meanwhile, and never stand still.
/// - A monotonic clock that goes back, as no such clock should, counts as standing still.
///
/// Smaller differences are left alone. A clock that was ahead by days is better cured by a restart.
public struct AnchoredTime: Sendable, Hashable {
    /// How far the two clocks may come apart.
    public let tolerance: Duration
    private var monotonic: Duration
    /// What was returned last.
    public private(set) var instant: Timestamp
    /// How far ``instant`` is ahead of the wall clock, because that stepped back; zero otherwise.
    public private(set) var lead = Duration.zero
    /// How many steps of the wall clock were followed or are being waited out.
    public private(set) var steps = 0

    /// - Parameters:
    ///   - wall: what the wall clock shows.
    ///   - monotonic: what the monotonic clock shows, since any instant.
    ///   - tolerance: a second by default: slices are no narrower.
    public init(wall: Timestamp, monotonic: Duration, tolerance: Duration = .seconds(1)) {
        self.tolerance = tolerance
        self.monotonic = monotonic
        instant = wall
    }

    /// The time to go by, never before an earlier one.
    public mutating func advance(wall: Timestamp, monotonic: Duration) -> Timestamp {
        let passed = max(monotonic - self.monotonic, .zero)
        self.monotonic = max(monotonic, self.monotonic)
        // What would be the time if the wall clock had not been touched.
        let expected = instant.advanced(by: passed - lead)
        let step = wall.duration(since: expected)
        if step > tolerance || step < tolerance * -1 {
            steps += 1
            lead -= step
        }
        instant = instant.advanced(by: passed)
        if lead > .zero {
            let paidBack = min(passed / 10, lead)
            instant = instant.advanced(by: paidBack * -1)
            lead -= paidBack
        } else if lead < .zero {
            instant = instant.advanced(by: lead * -1)
            lead = .zero
        }
        return instant
    }
}

extension Timestamp {
    /// The time of a wall clock and a monotonic clock together, see ``AnchoredTime``: for `SLOEngine(now:)`.
    ///
    /// - Parameters:
    ///   - wall: reads the wall clock.
    ///   - clock: `ContinuousClock`, which counts while the machine is suspended, unless there is a reason for another.
    public static func anchored<C: Clock>(
        to wall: @escaping @Sendable () -> Timestamp, clock: C, tolerance: Duration = .seconds(1)
    ) -> @Sendable () -> Timestamp where C.Duration == Duration {
        let start = clock.now
        let time = Lock(AnchoredTime(wall: wall(), monotonic: .zero, tolerance: tolerance))
        return {
            time.withLock { time in
                // Read under the lock, so that readings arrive in order.
                time.advance(wall: wall(), monotonic: start.duration(to: clock.now))
            }
        }
    }

    /// The time of the system: its wall clock anchored to a monotonic one, see ``AnchoredTime``. Never goes back in the
    /// life of a process. Costs two readings of clocks and a lock.
    public static func now() -> Timestamp { systemTime() }

    /// One for the process, as each has an anchor of its own.
    private static let systemTime = anchored(
        to: {
            Timestamp(nanosecondsSinceEpoch: MetricClock.system.now().milliseconds &* 1_000_000)
        }, clock: ContinuousClock())
}
