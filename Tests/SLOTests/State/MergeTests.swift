import TestSupport
import Testing

@testable import NinesSLO

@Suite struct MergeTests {
    /// States of three instances at several moments of their lives, restarts with other windows among them.
    private func states(seed: UInt64) throws -> [SLOState] {
        var random = SeededNumbers(seed: seed)
        var states: [SLOState] = []
        for (index, instance) in ["a", "b", "c"].enumerated() {
            var service = try SeededService(
                seed: seed &* 3 &+ UInt64(index), instance: instance, definition: .ladder())
            for restart in 0..<3 {
                service.run(steps: .random(in: 1...150, using: &random))
                states.append(service.state)
                service.run(steps: .random(in: 1...30, using: &random))
                let saved = service.state
                if Bool.random(using: &random) { states.append(saved) }
                let other = try SLODefinition.sample(window: .seconds(3_600 * (restart + 1)))
                try service.restart(
                    from: saved, after: .random(in: 0...900, using: &random),
                    definition: Bool.random(using: &random) ? other : nil)
            }
            states.append(service.state)
        }
        return states
    }

    @Test(arguments: 0..<15 as Range<UInt64>)
    func `merging is associative, commutative and idempotent`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let states = try states(seed: seed)
        func merged(_ list: [SLOState]) throws -> SLOState {
            var result = try #require(list.first)
            for state in list.dropFirst() { result = try #require(result.merging(state)) }
            return result
        }
        let all = try merged(states)
        for _ in 0..<10 {
            let shuffled = states.shuffled(using: &random)
            #expect(try merged(shuffled) == all)
            #expect(try merged(shuffled + shuffled.shuffled(using: &random)) == all)
            let cut = Int.random(in: 1..<shuffled.count, using: &random)
            let (left, right) = (try merged(Array(shuffled[..<cut])), try merged(Array(shuffled[cut...])))
            #expect(left.merging(right) == all)
            #expect(right.merging(left) == all)
        }
        #expect(try SLOState(decoding: all.encoded()) == all)
        #expect(all.instances == ["a", "b", "c"])
    }

    @Test func `budgets of merged states come from the sums of counts`() throws {
        let definition = try SLODefinition.ladder()
        var busy = try SeededService(seed: 1, instance: "busy", definition: definition)
        var quiet = try SeededService(seed: 2, instance: "quiet", definition: definition)
        busy.run(steps: 1_500)
        quiet.run(steps: 15)
        let state = try #require(busy.state.merging(quiet.state))
        let status = try state.status(of: definition, at: max(busy.now, quiet.now))
        let (one, other) = (busy.total, quiet.total)
        let sum = EventCounts(good: one.good + other.good, bad: one.bad + other.bad)
        #expect(status.windows.last?.counts == sum)
        #expect(state.events == sum)
        #expect(status.budgetRemaining == definition.objective.budgetRemaining(of: sum))
        #expect(status.windows.allSatisfy { (0...1).contains($0.coverage) })
    }

    @Test func `an instance goes on with its own runs and leaves those of others alone`() throws {
        let definition = try SLODefinition.ladder()
        var one = try SeededService(seed: 1, instance: "one", definition: definition)
        var other = try SeededService(seed: 2, instance: "other", definition: definition)
        one.run(steps: 100)
        other.run(steps: 100)
        let merged = try #require(one.state.merging(other.state))
        try one.restart(from: merged)
        #expect(one.status?.windows.last?.counts == one.total)
        one.run(steps: 50)
        let both = try #require(merged.merging(one.state))
        #expect(both.events.total == one.total.total + other.total.total)
    }

    @Test func `of a fleet's many runs those that others went on from are left out`() throws {
        func run(_ instance: Int, _ incarnation: UInt64, absorbed: UInt64) -> SLOState.Run {
            SLOState.Run(
                instance: "pod-\(100_000 + instance)", incarnation: incarnation, absorbedThrough: absorbed,
                events: EventCounts(good: 1, bad: 0), last: 0, unit: "events", baseWidth: 10, levels: [])
        }
        // The third went on from the first, and the fourth from nothing.
        let runs = (0..<1_000).flatMap { pod in
            [run(pod, 1, absorbed: 0), run(pod, 2, absorbed: 0), run(pod, 3, absorbed: 1), run(pod, 4, absorbed: 0)]
        }
        let state = SLOState(service: "shop", slo: "availability", runs: runs)
        let read = try SLOState(decoding: state.encoded())
        #expect(read.runs.count == 3_000 && read.runs.prefix(3).map(\.incarnation) == [2, 3, 4])
        #expect(read.events == EventCounts(good: 3_000, bad: 0))
        #expect(read.merging(state) == read)
    }

    @Test func `states of different SLOs do not merge`() throws {
        let one = try SeededService(seed: 1, definition: .ladder()).state
        var other = SLOState(service: "shop", slo: "latency", runs: [])
        #expect(other.merging(one) == nil)
        other.merge(one)
        #expect(other.instances == [])
    }
}
