import Testing

@testable import NinesSLO

@Suite struct InstanceTests {
    private func process(instance: String? = nil, from saved: SLOState? = nil, good: UInt64, bad: UInt64 = 0) throws
        -> SLOEngine
    {
        let engine = SLOEngine(instance: instance, now: nil)
        let recorder = try engine.add(.ladder())
        if let saved { try engine.restore(saved, at: Timestamp(secondsSinceEpoch: 1_800_000_000)) }
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000))
        recorder.record(EventCounts(good: good, bad: bad))
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_010))
        return engine
    }

    private func state(of engine: SLOEngine) throws -> SLOState {
        try #require(engine.state(of: "availability", service: "shop"))
    }

    @Test func `two processes that nobody named are two`() throws {
        let merged = try state(of: process(good: 100, bad: 5)).merging(state(of: process(good: 100, bad: 5)))
        #expect(merged?.events == EventCounts(good: 200, bad: 10))
        #expect(merged?.instances.count == 2)
    }

    @Test func `a process that nobody named goes on under the name in its state`() throws {
        let first = try process(good: 100, bad: 5)
        let saved = try state(of: first)
        let second = try process(from: saved, good: 1)
        #expect(second.instance == first.instance)
        #expect(try state(of: second).events == EventCounts(good: 101, bad: 5))
        #expect(try saved.merging(state(of: second))?.events == EventCounts(good: 101, bad: 5))
        #expect(second.statuses.first?.budgetWindow.counts == EventCounts(good: 101, bad: 5))
    }

    @Test func `an engine that has counted under its own name takes no other`() throws {
        let saved = try state(of: process(instance: "x", good: 100))
        let engine = try process(good: 40)
        let name = engine.instance
        let now = Timestamp(secondsSinceEpoch: 1_800_000_010)
        #expect(throws: SLOStateError.alreadyRunning(service: "shop", slo: "availability")) {
            try engine.restore(saved, at: now)
        }
        let other = SLOState(service: "shop", slo: "other", runs: saved.runs)
        _ = try engine.add(
            SLODefinition(name: "other", service: "shop", objective: Objective(ratio: 0.9), window: .days(7)))
        let error = #expect(throws: SLOStateError.unnamedInstance(whichCountedBesides: "x")) {
            try engine.restore(other, at: now)
        }
        #expect(
            error?.description
                == "the state is of instance x, and the engine has counted under a name of its own already: restore before "
                + "the first advance, or name it, SLOEngine(instance:)")
        #expect(engine.instance == name)
        #expect(try saved.merging(state(of: engine))?.events == EventCounts(good: 140, bad: 0))
    }

    @Test func `a state that is refused makes no SLO`() throws {
        let (one, two) = (
            try state(of: process(instance: "a", good: 1)), try state(of: process(instance: "b", good: 2))
        )
        let runs = try #require(one.merging(two)).runs
        let engine = SLOEngine(now: nil)
        _ = try engine.add(.ladder(), labels: "route")
        #expect(throws: SLOStateError.unnamedInstance(among: ["a", "b"])) {
            try engine.restore(
                SLOState(service: "shop", slo: "availability{route=\"/a\"}", runs: runs),
                at: Timestamp(secondsSinceEpoch: 1_800_000_000))
        }
        #expect(engine.statuses.isEmpty)
    }

    @Test func `of a merged state it has to be told which it is`() throws {
        let merged = try #require(
            try state(of: process(instance: "a", good: 1)).merging(state(of: process(instance: "b", good: 2))))
        let error = #expect(throws: SLOStateError.unnamedInstance(among: ["a", "b"])) {
            try process(from: merged, good: 1)
        }
        #expect(
            error?.description
                == "the state has 2 instances (a, b): name the one that the engine goes on from, SLOEngine(instance:)")
        #expect(try state(of: process(instance: "b", from: merged, good: 1)).events == EventCounts(good: 3, bad: 0))
    }
}
