extension SLOEngine {
    /// Advances the engine at every slice edge, until the task is cancelled or the clock's sleep throws; then takes a
    /// last sample and returns, so that a state written afterwards has every event that was recorded before.
    ///
    /// The instants are those of the engine's `now`, and `clock` measures only the sleep. An engine without `now`
    /// follows `clock` from the instant that it was last advanced to, or from the present.
    public func run<C: Clock>(clock: C = ContinuousClock()) async where C.Duration == Duration {
        let now = self.now ?? Timestamp.following(clock, from: instant ?? .now())
        defer { advance(to: now()) }
        while !Task.isCancelled {
            let instant = now()
            advance(to: instant)
            let edge = nextEdge(after: instant)
            do {
                // At least a moment, as time that waits for the wall clock is slower than `clock`.
                try await clock.sleep(for: max(edge.duration(since: instant), .milliseconds(10)))
            } catch {
                return
            }
        }
    }
}

extension Timestamp {
    /// The time of `clock` as wall time: `anchor` is now, and what the clock measures from here on is added.
    ///
    /// Follow a monotonic clock that counts while the machine is suspended, such as `ContinuousClock`: steps of the
    /// wall clock then reach no slice, and a suspension is a gap.
    public static func following<C: Clock>(
        _ clock: C, from anchor: Timestamp
    ) -> @Sendable () -> Timestamp where C.Duration == Duration {
        let start = clock.now
        return { anchor.advanced(by: start.duration(to: clock.now)) }
    }
}
