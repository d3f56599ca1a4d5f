import NinesSLO
import Testing

@Suite struct SLOStateHistoryTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    /// The state of an instance after so many slices of 10 s with 10 events, of which one is bad in the last ones.
    private static func state(_ instance: String, slices: Int, bad: Int) throws -> SLOState {
        let definition = try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(30))
        let engine = SLOEngine(instance: instance, now: nil)
        let recorder = try engine.add(definition)
        engine.advance(to: start)
        for index in 1...slices {
            recorder.record(EventCounts(good: 9, bad: 0))
            recorder.record(good: index <= slices - bad)
            engine.advance(to: start.advanced(by: .seconds(10 * index)))
        }
        return try #require(engine.state(of: "availability", service: "shop"))
    }

    @Test func `an exporter's own past is a history: fine of late, coarse before`() throws {
        // Two days; slices of 10 s are kept for two hours, those of 5 min for three days.
        let history = try Self.state("a", slices: 17_280, bad: 30).history
        #expect(history.counts == EventCounts(good: 172_770, bad: 30))
        #expect(history.watched == .seconds(2 * 86_400))
        #expect(history.start == Self.start)
        #expect(
            Set(history.slices.map { $0.end.duration(since: $0.start) }).isSuperset(of: [
                .seconds(10), .seconds(60), .seconds(300),
            ]))
        // The bad ones are where they were.
        #expect(history.within(Self.start, Self.start.advanced(by: .seconds(172_500))).counts.bad == 0)
    }

    @Test func `the past of several instances is added up`() throws {
        let merged = try #require(
            try Self.state("a", slices: 90, bad: 2).merging(Self.state("b", slices: 60, bad: 3)))
        #expect(merged.history.counts == EventCounts(good: 1_495, bad: 5))
        #expect(merged.history.watched == .seconds(900))
    }
}
