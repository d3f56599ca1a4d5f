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
