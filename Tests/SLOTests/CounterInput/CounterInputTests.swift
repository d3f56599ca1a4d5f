import NinesSLO
import TestSupport
import Testing

@Suite struct CounterInputTests {
    private func instant(_ second: Int) -> Timestamp { Timestamp(secondsSinceEpoch: 1_800_000_000 + second) }

    private func sample(
        _ kind: CounterSample.Kind, _ first: Double, _ second: Double, at time: Int, created: Int? = nil
    ) -> CounterSample {
        let created = created.map(instant)
        return CounterSample(
            kind, CounterReading(first, created: created), CounterReading(second, created: created), at: instant(time))
    }

    /// Bad events and all.
    private func sample(_ first: Double, _ second: Double, at time: Int, created: Int? = nil) -> CounterSample {
        sample(.badAndTotal, first, second, at: time, created: created)
    }

    /// The events of each sample, and the input after them.
    private func run(_ samples: [CounterSample], _ input: CounterInput = CounterInput()) -> (
        [EventCounts], CounterInput
    ) {
        var input = input
        let events = samples.map { input.events(in: $0).counts }
        return (events, input)
    }

    @Test func `events are what is new since the sample before`() {
        let (events, input) = run([sample(1, 10, at: 0), sample(1, 15, at: 15), sample(3, 20, at: 30)])
        #expect(events == [.zero, EventCounts(good: 5, bad: 0), EventCounts(good: 3, bad: 2)])
        #expect(input.faults == CounterFaults())
    }

    @Test(arguments: [
        (CounterSample.Kind.goodAndTotal, EventCounts(good: 4, bad: 2)),
        (.badAndTotal, EventCounts(good: 2, bad: 4)), (.goodAndBad, EventCounts(good: 4, bad: 6)),
    ])
    func `each kind of counters is read for what it is`(kind: CounterSample.Kind, expected: EventCounts) {
        #expect(run([sample(kind, 0, 0, at: 0), sample(kind, 4, 6, at: 15)]).0 == [.zero, expected])
    }

    @Test func `a counter that fell began again at 0`() {
        #expect(run([sample(1, 10, at: 0), sample(1, 4, at: 15)]).0.last == EventCounts(good: 3, bad: 1))
        #expect(run([sample(3, 10, at: 0), sample(1, 4, at: 15)]).0.last == EventCounts(good: 3, bad: 1))
        // Of two counters of one process, both did.
        #expect(run([sample(1, 10, at: 0), sample(3, 4, at: 15)]).0.last == EventCounts(good: 1, bad: 3))
    }

    @Test func `a restart with higher values shows in the created time`() {
        let samples = [sample(1, 10, at: 0, created: -500), sample(2, 12, at: 15, created: 4)]
        #expect(run(samples).0.last == EventCounts(good: 10, bad: 2))
        // Told a little differently, it is the same start.
        let jitter = [sample(1, 10, at: 0, created: -500), sample(2, 12, at: 15, created: -499)]
        #expect(run(jitter).0.last == EventCounts(good: 1, bad: 1))
        let back = [sample(1, 10, at: 0, created: -500), sample(2, 12, at: 15, created: -900)]
        #expect(run(back).0.last == EventCounts(good: 1, bad: 1))
        // Told for the first time: since before the last sample, or after it.
        let known = [sample(1, 10, at: 0), sample(2, 12, at: 15, created: -500), sample(5, 20, at: 30, created: 20)]
        #expect(run(known).0.dropFirst() == [EventCounts(good: 1, bad: 1), EventCounts(good: 15, bad: 5)])
    }

    @Test func `a first sample counts only if its counters began while somebody watched`() {
        #expect(run([sample(1, 10, at: 5)]).0 == [.zero])
        let watching = CounterInput(watchingSince: instant(0))
        #expect(run([sample(1, 10, at: 5)], watching).0 == [.zero])
        #expect(run([sample(1, 10, at: 5, created: -1)], watching).0 == [.zero])
        #expect(run([sample(1, 10, at: 5, created: 1)], watching).0 == [EventCounts(good: 9, bad: 1)])
        #expect(run([sample(1, 10, at: 5)], CounterInput(startsAtZero: true)).0 == [EventCounts(good: 9, bad: 1)])
        let both = CounterInput(watchingSince: instant(0), startsAtZero: true)
        #expect(run([sample(1, 10, at: 5, created: -1)], both).0 == [.zero], "the created time knows better")
    }

    @Test func `the events of a gap count at its end, and the gap is told`() {
        var input = CounterInput(longestInterval: .seconds(30))
        _ = input.events(in: sample(0, 0, at: 0))
        #expect(input.events(in: sample(0, 5, at: 30)).gap == .zero)
        #expect(input.isFresh(at: instant(60)))
        #expect(!input.isFresh(at: instant(61)))
        let events = input.events(in: sample(2, 9, at: 90))
        #expect(events.counts == EventCounts(good: 2, bad: 2))
        #expect(events.gap == .seconds(60))
        #expect(!CounterInput().isFresh(at: instant(0)))
    }

    @Test func `a restarted reader goes on from the sample that was kept`() {
        let (_, input) = run([sample(1, 10, at: 0)])
        let next = CounterInput(resumingFrom: input.last)
        #expect(run([sample(2, 15, at: 600)], next).0 == [EventCounts(good: 4, bad: 1)])
    }

    @Test(arguments: [Double.nan, -1, -.infinity, .infinity, 1e300, 9_007_199_254_740_994])
    func `a value that no counter has leaves the sample out`(value: Double) {
        let (events, input) = run([
            sample(0, 0, at: 0), sample(value, 10, at: 15), sample(0, value, at: 30), sample(1, 20, at: 45),
        ])
        #expect(events == [.zero, .zero, .zero, EventCounts(good: 19, bad: 1)])
        #expect(input.faults.invalidValues == 2)
    }

    @Test func `parts above the total are cut and counted as a fault`() {
        let (events, input) = run([
            sample(.goodAndTotal, 0, 0, at: 0), sample(.goodAndTotal, 12, 10, at: 15),
            sample(.goodAndTotal, 30, 30, at: 30), sample(.goodAndTotal, 31, 33, at: 45),
        ])
        // The two that were in one counter already are not taken for bad ones.
        let expected = [(0, 0), (10, 0), (20, 0), (1, 2)].map { EventCounts(good: $0.0, bad: $0.1) }
        #expect(events == expected)
        #expect(input.faults.partsAboveTotal == 1)
    }

    @Test func `what waited for its total is not taken for an event of other counters`() {
        // Two bad events more than all events, which the total of the same life would have caught up with.
        let early = [sample(0, 10, at: 0), sample(12, 20, at: 15)]
        #expect(run(early + [sample(12, 30, at: 30)]).0.last == EventCounts(good: 8, bad: 2))
        #expect(run(early + [sample(1, 5, at: 30)]).0.last == EventCounts(good: 4, bad: 1))
        #expect(run(early + [sample(13, 40, at: 30, created: 20)]).0.last == EventCounts(good: 27, bad: 13))
        let others = [sample(.goodAndTotal, 12, 20, at: 30), sample(.goodAndTotal, 13, 30, at: 45)]
        #expect(run(early + others).0.suffix(2) == [.zero, EventCounts(good: 1, bad: 9)])
        let through = [sample(.goodAndBad, 12, 20, at: 30), sample(12, 20, at: 45), sample(12, 30, at: 60)]
        #expect(run(early + through).0.last == EventCounts(good: 10, bad: 0))
    }

    @Test func `a sample that is not later is left out`() {
        let (events, input) = run([sample(0, 10, at: 15), sample(0, 90, at: 15), sample(0, 12, at: 16)])
        #expect(events == [.zero, .zero, EventCounts(good: 2, bad: 0)])
        #expect(input.faults.unorderedSamples == 1)
    }

    @Test func `halves count when they are whole`() {
        let values = [0, 0.5, 1, 1.5, 2.25, 3]
        let samples = values.enumerated().map { sample(0, $1, at: $0) }
        #expect(run(samples).0.reduce(0) { $0 + $1.good } == 3)
    }

    /// A process that restarts at random moments, scraped at others, against the list of all its events.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `events equal those of the process but for what died between two scrapes`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let tellsCreated = seed % 2 == 0
        let kind: CounterSample.Kind = [.goodAndTotal, .badAndTotal, .goodAndBad][Int(seed % 3)]
        var input = CounterInput(watchingSince: instant(0), startsAtZero: true)
        var (time, created) = (1, 1)
        var life = EventCounts.zero
        var scraped = EventCounts.zero
        var (expected, real, found) = (EventCounts.zero, EventCounts.zero, EventCounts.zero)
        for _ in 0..<600 {
            time += Int.random(in: 2...40, using: &random)
            if Int.random(in: 0..<15, using: &random) == 0 {
                // What the last life counted since its last scrape is gone.
                (life, scraped, created) = (.zero, .zero, time)
                time += 1
            }
            let new = EventCounts(good: .random(in: 0...30, using: &random), bad: .random(in: 0...4, using: &random))
            life = EventCounts(good: life.good + new.good, bad: life.bad + new.bad)
            real = EventCounts(good: real.good + new.good, bad: real.bad + new.bad)
            guard Int.random(in: 0..<3, using: &random) > 0 else { continue }
            let (good, bad, total) = (Double(life.good), Double(life.bad), Double(life.total))
            let created = tellsCreated ? created : nil
            let sample: CounterSample
            switch kind {
            case .goodAndTotal: sample = self.sample(kind, good, total, at: time, created: created)
            case .badAndTotal: sample = self.sample(kind, bad, total, at: time, created: created)
            case .goodAndBad: sample = self.sample(kind, good, bad, at: time, created: created)
            }
            let events = input.events(in: sample).counts
            found = EventCounts(good: found.good + events.good, bad: found.bad + events.bad)
            expected.good += life.good - scraped.good
            expected.bad += life.bad - scraped.bad
            scraped = life
        }
        if tellsCreated {
            #expect(found == expected)
            #expect(input.faults == CounterFaults())
        }
        #expect(found.total <= real.total)
        #expect(found.total <= expected.total)
        #expect(found.total > real.total / 2)
    }

    @Test func `what does not come any more is not covered`() throws {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(.sample(window: .seconds(600)))
        for second in stride(from: 0, through: 300, by: 10) {
            recorder.isReporting = second <= 150
            engine.advance(to: instant(second))
        }
        #expect(engine.statuses.first?.windows.first?.coverage == 15.0 / 60)
    }
}
