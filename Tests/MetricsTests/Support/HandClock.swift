import NinesMetrics
import Synchronization

/// A clock that tests move by hand, as a registry's clock and as a `Clock` of Swift's.
final class HandClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var elapsed: Duration
        func advanced(by duration: Duration) -> Instant { Instant(elapsed: elapsed + duration) }
        func duration(to other: Instant) -> Duration { other.elapsed - elapsed }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.elapsed < rhs.elapsed }
    }

    private let milliseconds = Atomic<Int64>(0)

    func advance(by duration: Duration) {
        milliseconds.wrappingAdd(Int64(duration / .milliseconds(1)), ordering: .sequentiallyConsistent)
    }

    var now: Instant { Instant(elapsed: .milliseconds(milliseconds.load(ordering: .sequentiallyConsistent))) }
    var minimumResolution: Duration { .milliseconds(1) }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}

    /// Starts at 2027-01-15T08:00:00Z.
    var forRegistry: MetricClock {
        MetricClock(
            now: {
                UnixTime(milliseconds: 1_800_000_000_000 + self.milliseconds.load(ordering: .sequentiallyConsistent))
            },
            elapsed: { self.now.elapsed })
    }
}
