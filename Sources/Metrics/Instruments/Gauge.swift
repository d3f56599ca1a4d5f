public import Synchronization

/// A number that goes up and down: a queue's length, a temperature, the time of the last success.
///
/// One word shared by all threads, because "the last value set" needs an order between them. Setting is one relaxed
/// store; incrementing is an atomic compare and exchange, repeated while other threads interfere.
///
/// `@unchecked Sendable`: what is not immutable is atomic.
public final class Gauge: Instrument, @unchecked Sendable {
    /// For `setToCurrentTime`: the registry's, one object for all of a family's children.
    private let sharedClock: SharedClock
    /// Together with `isTouched` in 16 bytes that begin at a multiple of 16, as objects do: so both, which each set
    /// stores, are always in one cache line. The order of the three properties sees to it.
    @usableFromInline
    let bits = Atomic<UInt64>(0)
    /// Whether the value was set since a collection last asked, also to what it was.
    @usableFromInline
    let isTouched = Atomic<Bool>(false)

    var clock: MetricClock { sharedClock.clock }

    init(key: consuming LabelKey, created: UnixTime, clock: SharedClock) {
        sharedClock = clock
        super.init(key: key, created: created)
    }

    /// Makes `number` the value, whatever it was.
    @inlinable @inline(__always)
    public func set(_ number: Double) {
        bits.store(number.bitPattern, ordering: .relaxed)
        isTouched.store(true, ordering: .relaxed)
    }

    /// Adds `amount`, which may be negative.
    @inlinable
    public func increment(by amount: Double = 1) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if exchanged { return isTouched.store(true, ordering: .relaxed) }
            seen = original
        }
    }

    /// Subtracts `amount`, which may be negative.
    @inlinable
    public func decrement(by amount: Double = 1) { increment(by: -amount) }

    /// Makes `number` the value, whatever it was: `gauge.set(queue.count)`. From 2^53 on rounded to the nearest double.
    @inlinable @inline(__always)
    public func set(_ number: Int) { set(Double(number)) }

    /// Adds `amount`, which may be negative.
    @inlinable
    public func increment(by amount: Int) { increment(by: Double(amount)) }

    /// Subtracts `amount`, which may be negative.
    @inlinable
    public func decrement(by amount: Int) { decrement(by: Double(amount)) }

    /// The value now.
    @inlinable
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    override package var isAtRest: Bool { value == 0 }

    /// A plain store is enough: a set that races with it counts as seen.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        guard isTouched.load(ordering: .relaxed) else { return false }
        isTouched.store(false, ordering: .relaxed)
        return true
    }
}

extension Gauge {
    /// How families make and read gauges.
    static func maker(_ clock: MetricClock) -> ChildMaker {
        let clock = SharedClock(clock)
        return ChildMaker(
            make: { Gauge(key: $0, created: $1.time, clock: clock) },
            makeLost: { Gauge(key: $0, created: $1.time, clock: clock) },
            columns: { children, _ in
                var values: [Double] = []
                values.reserveCapacity(children.count)
                children.visit(as: Gauge.self) { values.append($0.value) }
                return FamilyColumns(values: .gauges(values))
            })
    }
}

extension Gauge {
    /// Makes the time of day the value, in seconds since 1970 (to the millisecond): when something last succeeded, or
    /// was last looked at. Reads the registry's clock, which costs some tens of nanoseconds.
    ///
    /// A dashboard then shows an age by `time() - last_success_timestamp_seconds`, which keeps growing when the process
    /// stops updating it; a gauge of the age itself would stand still.
    public func setToCurrentTime() { set(clock.now().seconds) }

    /// Makes `duration` the value, in seconds.
    @inlinable
    public func set(_ duration: Duration) { set(duration.inSeconds) }

    /// Runs `body` and makes its duration the value, in seconds, also when it throws: for things that run seldom, such
    /// as a backup. A histogram keeps more than the last one.
    @inlinable
    public func setToDuration<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), of body: () throws(Failure) -> Result
    ) throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try Timing.run(body, by: clock) { set($0) }
    }

    /// Runs `body` on the caller's actor and makes its duration the value, in seconds, also when it throws.
    @inlinable
    public func setToDuration<Result: ~Copyable, Failure: Error, Stopwatch: Clock>(
        by clock: Stopwatch = ContinuousClock(), isolation: isolated (any Actor)? = #isolation,
        of body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where Stopwatch.Duration == Duration {
        try await Timing.run(body, by: clock, isolation: isolation) { set($0) }
    }
}

extension Family where Child == Gauge {
    /// Makes the time of day the value of the child with these label values; see ``Gauge/setToCurrentTime()``.
    public func setToCurrentTime(_ values: repeat each Value) {
        // Not under a reader's mark: the clock may be anybody's code.
        labels(repeat each values).setToCurrentTime()
    }
}
