import NinesSLO
import Testing

@Suite struct RunTests {
    private func definition(days: Int = 30) throws -> SLODefinition {
        try SLODefinition(
            name: "availability\(days)", service: "shop", objective: Objective(ratio: 0.999),
            window: .days(days))
    }

    @Test func `running samples at slice edges until it is cancelled`() async throws {
        let clock = ManualClock()
        // Three seconds after an edge.
        let engine = SLOEngine(now: Timestamp.following(clock, from: Timestamp(secondsSinceEpoch: 1_800_000_003)))
        let recorder = try engine.add(definition())
        let running = Task { await engine.run(clock: clock) }
        for tick in 0..<31 {
            let deadline = await clock.firstDeadline()
            #expect(deadline.offset == .seconds(7 + 10 * tick))
            recorder.recordGood()
            clock.move(to: deadline)
        }
        _ = await clock.firstDeadline()
        let status = try #require(engine.statuses.first)
        #expect(status.events.good == 31)
        #expect(status.windows.first?.coverage == 1)
        running.cancel()
        await running.value
    }

    @Test func `running wakes at the edges of every SLO, whatever their widths`() async throws {
        let clock = ManualClock()
        let engine = SLOEngine(now: Timestamp.following(clock, from: Timestamp(secondsSinceEpoch: 1_800_000_005.5)))
        // Slices of 10 s and, as the shortest window of 7 days is 1m10s, of 2 s.
        _ = try engine.add(definition())
        _ = try engine.add(definition(days: 7))
        let running = Task { await engine.run(clock: clock) }
        for offset in [Duration.milliseconds(500), .milliseconds(2_500), .milliseconds(4_500), .milliseconds(6_500)] {
            let deadline = await clock.firstDeadline()
            #expect(deadline.offset == offset)
            clock.move(to: deadline)
        }
        running.cancel()
        await running.value
    }

    @Test func `an engine without a time of its own goes on from where it was`() async throws {
        let clock = ManualClock()
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition())
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_009))
        let running = Task { await engine.run(clock: clock) }
        #expect(await clock.firstDeadline().offset == .seconds(1))
        running.cancel()
        await running.value
    }

    /// Those of a deploy's last seconds: without them every deploy would lose what came since the last edge.
    @Test(arguments: [true, false])
    func `what is recorded before the end is in the state`(isCancelledAsleep: Bool) async throws {
        let clock = ManualClock()
        let engine = SLOEngine(
            instance: "a", now: Timestamp.following(clock, from: Timestamp(secondsSinceEpoch: 1_800_000_000)))
        let recorder = try engine.add(definition())
        let running = Task {
            if !isCancelledAsleep { withUnsafeCurrentTask { $0?.cancel() } }
            await engine.run(clock: clock)
        }
        if isCancelledAsleep { _ = await clock.firstDeadline() }
        for _ in 0..<8 { recorder.recordGood() }
        running.cancel()
        await running.value
        if isCancelledAsleep {
            #expect(engine.state(of: "availability30", service: "shop")?.events == EventCounts(good: 8, bad: 0))
        }
        #expect(engine.statuses.first?.since != nil)
    }

    @Test func `an engine has the system's time unless it is told otherwise`() throws {
        let engine = SLOEngine()
        _ = try engine.add(definition())
        let before = Timestamp.now()
        _ = engine.collect()
        let since = try #require(engine.statuses.first?.since)
        #expect(since.duration(since: before) > .seconds(-1))
        #expect(Timestamp.now() >= before)
        // Not 1970, and not a clock of its own.
        #expect(since > Timestamp(secondsSinceEpoch: 1_700_000_000))
    }

    @Test func `an engine without a time that was never advanced runs from the present`() async throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition())
        let running = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await engine.run(clock: ManualClock())
        }
        await running.value
        #expect(try #require(engine.statuses.first?.since) > Timestamp(secondsSinceEpoch: 1_700_000_000))
    }

    @Test func `a run that begins cancelled returns`() async {
        let engine = SLOEngine(now: nil)
        let running = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await engine.run(clock: ManualClock())
        }
        await running.value
    }
}
