import NinesSLO

/// What the SLO engine costs that a service with very many SLOs would notice.
enum SLOGroups {
    static func make(_ peers: Peers) -> [SubjectGroup] {
        // Seconds for all of them, so 500 are measured and scaled.
        let peer = peers.subject(
            "slo-generator, without its backend's time", "slo_generator_bench", "evaluate", iterations: 500)
        let fleet = Fleet(count: 10_000)
        let tick = FixedFigure(name: "50 ms", value: 50)
        let kept = FixedFigure(name: "100 kB", value: 100)
        return [
            SubjectGroup(
                title: "10,000 SLOs of 30 days with four tiers, milliseconds", threadCounts: [1],
                subjects: [
                    tick,
                    TimedFleet("evaluate all at a slice's edge", fleet, bar: 1) { try $0.advance() },
                    TimedFleet("encode what changed in an interval", fleet) { try $0.encodeChanges() },
                    TimedFleet("decode and restore all", fleet) { try $0.restoreAll() },
                ] + [peer].compactMap { $0 as (any Subject)? }),
            SubjectGroup(
                title: "State of an SLO with events in every slice of 30 days, kB", threadCounts: [1],
                subjects: [kept, EncodedSize(fleet: fleet)]),
        ]
    }
}

/// Ten thousand SLOs whose slices are full. Made when it is first asked for something: filling it takes seconds.
final class Fleet {
    private let count: Int
    private var second = 1_800_000_000
    private lazy var filled = Result { try fill() }
    private var cursor: Timestamp?
    private var saved: [[UInt8]] = []

    init(count: Int) { self.count = count }

    private var now: Timestamp { Timestamp(secondsSinceEpoch: second) }

    private func makeEngine() throws -> (engine: SLOEngine, recorders: [SLORecorder]) {
        let engine = SLOEngine(now: nil)
        let recorders = try (0..<count).map { index in
            try engine.add(
                SLODefinition(
                    name: "availability-\(index)", service: "shop", objective: Objective(ratio: 0.999),
                    window: .days(30)))
        }
        return (engine, recorders)
    }

    /// A month in the steps that its levels can tell apart: hours, then minutes, then 10 s.
    private func fill() throws -> (engine: SLOEngine, recorders: [SLORecorder]) {
        let (engine, recorders) = try makeEngine()
        engine.advance(to: now)
        for (steps, width) in [(720, 3_600), (300, 300), (360, 60), (720, 10)] {
            for _ in 0..<steps { step(engine, recorders, by: width) }
        }
        return (engine, recorders)
    }

    private func step(_ engine: SLOEngine, _ recorders: [SLORecorder], by width: Int) {
        for recorder in recorders { recorder.record(EventCounts(good: 997, bad: 1)) }
        second += width
        engine.advance(to: now)
    }

    /// - Returns: how long the engine took; recording the events is not part of it.
    func advance() throws -> Duration {
        let (engine, recorders) = try filled.get()
        for recorder in recorders { recorder.record(EventCounts(good: 997, bad: 1)) }
        second += 10
        return ContinuousClock().measure { engine.advance(to: now) }
    }

    func encodeChanges() throws -> Duration {
        let (engine, recorders) = try filled.get()
        cursor = engine.changes(since: now).until
        step(engine, recorders, by: 10)
        return ContinuousClock().measure {
            saved = engine.changes(since: cursor).states.map { $0.encoded() }
        }
    }

    func restoreAll() throws -> Duration {
        let all = try filled.get().engine.changes(since: nil).states.map { $0.encoded() }
        let next = try makeEngine().engine
        return try ContinuousClock().measure {
            for bytes in all { try next.restore(SLOState(decoding: bytes), at: now) }
        }
    }

    /// In bytes, of one SLO.
    func encodedSize() throws -> Int {
        try filled.get().engine.state(of: "availability-0", service: "shop")?.encoded().count ?? 0
    }
}

/// Work on the whole fleet, in milliseconds.
private struct TimedFleet: Subject {
    let name: String
    let bar: Bar?
    private let fleet: Fleet
    private let work: (Fleet) throws -> Duration

    init(_ name: String, _ fleet: Fleet, bar: Bar? = nil, _ work: @escaping (Fleet) throws -> Duration) {
        self.name = name
        self.fleet = fleet
        self.bar = bar
        self.work = work
    }

    func measure(threads: Int) throws -> Double { try work(fleet) / .milliseconds(1) }
}

private struct EncodedSize: Subject {
    let fleet: Fleet
    var name: String { "encoded" }
    var bar: Bar? { 1 }

    func measure(threads: Int) throws -> Double { Double(try fleet.encodedSize()) / 1_000 }
}
