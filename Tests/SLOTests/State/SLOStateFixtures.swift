import TestSupport

@testable import NinesSLO

/// One SLO of one instance under a seeded load, with the list of everything that happened, which survives the instance.
struct SeededService {
    /// Every event recorded, by the second at which it was sampled.
    private(set) var events: [(second: Int64, counts: EventCounts)] = []
    private(set) var engine: SLOEngine
    private var recorder: SLORecorder
    private(set) var definition: SLODefinition
    let instance: String
    private(set) var second: Int64
    private var random: SeededNumbers

    init(seed: UInt64, instance: String = "a", definition: SLODefinition, second: Int64 = 1_800_000_000) throws {
        self.instance = instance
        self.definition = definition
        self.second = second
        random = SeededNumbers(seed: seed)
        engine = SLOEngine(instance: instance, now: nil)
        recorder = try engine.add(definition)
        engine.advance(to: now)
    }

    var now: Timestamp { Timestamp(secondsSinceEpoch: Int(second)) }
    var status: SLOStatus? { engine.statuses.first }
    var total: EventCounts {
        events.reduce(.zero) { EventCounts(good: $0.good + $1.counts.good, bad: $0.bad + $1.counts.bad) }
    }

    /// A random number of steps of some seconds, each with random events and a sample.
    mutating func run(steps: Int, upTo stride: Int64 = 10) {
        for _ in 0..<steps {
            let counts = EventCounts(
                good: .random(in: 0...50, using: &random), bad: .random(in: 0...3, using: &random))
            recorder.record(counts)
            second += Int64.random(in: 0...stride, using: &random)
            engine.advance(to: now)
            events.append((second, counts))
        }
    }

    var state: SLOState {
        // The engine has the one SLO.
        engine.state(of: definition.name, service: definition.service)
            ?? SLOState(service: "", slo: "", runs: [])
    }

    /// The process dies, and another begins with `state` after some time.
    mutating func restart(
        from state: SLOState, after gap: Int64 = 0, definition: SLODefinition? = nil
    ) throws {
        second += gap
        self.definition = definition ?? self.definition
        engine = SLOEngine(instance: instance, now: nil)
        recorder = try engine.add(self.definition)
        try engine.restore(state, at: now)
        engine.advance(to: now)
    }
}

extension SLODefinition {
    static func sample(
        objective: Double = 0.999, window: Duration = .seconds(86_400), tiers: [(Duration, Duration)] = []
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: objective), window: .rolling(window),
            alerting: AlertPolicy(
                tiers: tiers.enumerated().map {
                    try BurnRateTier(
                        severity: .page, factor: 2 + Double($0), longWindow: $1.0, shortWindow: $1.1)
                }))
    }

    /// Levels of 10 s, 1 min and 5 min.
    static func ladder(objective: Double = 0.999) throws -> SLODefinition {
        try sample(
            objective: objective, window: .seconds(3 * 86_400),
            tiers: [(.seconds(3_600), .seconds(300)), (.seconds(21_600), .seconds(1_800))])
    }
}
