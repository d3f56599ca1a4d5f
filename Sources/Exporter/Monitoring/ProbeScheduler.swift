import ServiceLifecycle

/// Probes every target on its schedule until the service shuts down.
///
/// Each target has a task of its own, so one that hangs delays no other; its timeout is not longer than its interval,
/// so its probes do not overlap either. On shutdown no probe starts any more; those that run may end within the grace
/// period and are cancelled after it. A cancelled probe is no event.
struct ProbeScheduler: Service {
    let targets: [Target]
    let probe: @Sendable (Target) async throws(CancellationError) -> ProbeResult
    /// Told of each probe that came to a verdict, and how much later than scheduled it started.
    let publish: @Sendable (_ index: Int, ProbeResult, _ delay: Duration) -> Void
    /// Ends when probing may start.
    let isReady: @Sendable () async -> Void
    /// How long probes that run at shutdown may go on.
    var grace: Duration = .seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown { await isReady() }
        let clock = ContinuousClock()
        let start = clock.now
        await withTaskGroup(of: Bool.self) { group in
            for (index, target) in targets.enumerated() {
                group.addTask {
                    await probeRepeatedly(target, index: index, clock: clock, from: start)
                    return false
                }
            }
            group.addTask {
                // Returns by shutdown, or by cancellation once all probing has ended.
                try? await gracefulShutdown()
                try? await clock.sleep(for: grace)
                return true
            }
            if targets.isEmpty {
                try? await gracefulShutdown()
                group.cancelAll()
            }
            var running = targets.count
            for await graceIsOver in group {
                if !graceIsOver { running -= 1 }
                if graceIsOver || running == 0 { group.cancelAll() }
            }
        }
    }

    private func probeRepeatedly(
        _ target: Target, index: Int, clock: ContinuousClock, from start: ContinuousClock.Instant
    ) async {
        let schedule = ProbeSchedule(index: index, interval: target.interval)
        var next = schedule.offset
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let due = start.advanced(by: next)
            await cancelWhenGracefulShutdown { try? await clock.sleep(until: due, tolerance: .zero) }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            let delay = due.duration(to: clock.now)
            do {
                publish(index, try await probe(target), delay)
            } catch {
                return
            }
            // At least one step on, also when the clock stood still.
            next = schedule.start(notBefore: max(start.duration(to: clock.now), next + .nanoseconds(1)))
        }
    }
}
