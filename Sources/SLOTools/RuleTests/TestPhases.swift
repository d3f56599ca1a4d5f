/// What happens to an SLO in a unit test of its rules, minute by minute.
struct TestPhases: Sendable, Hashable {
    struct Phase: Sendable, Hashable {
        var minutes: Int
        /// In parts per billion. Nil for no traffic at all.
        var errorRatio: Int64?
    }

    /// Minutes before the series exist.
    var lead = 0
    var phases: [Phase]
}

/// A series of promtool's `input_series`.
struct TestSeries: Sendable, Hashable {
    var name: String
    var labels: [String: String]
    var values: String

    var text: String {
        // By bytes, as Swift's order of strings is that of Unicode's equivalence.
        let pairs = labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.key)=\(QueryText.quoted($0.value))" }
        return pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ", "))}"
    }
}

/// Writes promtool's notation of values: `0+5x10` is eleven values.
struct TestValues: Sendable {
    /// Between samples.
    let step: Duration

    private func samples(_ minutes: Int) -> Int { minutes * 60 / Int(max(step.components.seconds, 1)) }

    /// Without samples.
    private func lead(_ timeline: TestPhases) -> [String] {
        timeline.lead > 0 ? ["_x\(samples(timeline.lead))"] : []
    }

    /// A counter that grows by so much in each step of a phase.
    func counter(_ timeline: TestPhases, _ increment: (TestPhases.Phase) -> Int64) -> String {
        var value: Int64 = 0
        let values = timeline.phases.map { phase in
            let count = samples(phase.minutes)
            let increment = increment(phase)
            defer { value += increment * Int64(count) }
            return "\(value)+\(increment)x\(count - 1)"
        }
        return (lead(timeline) + values).joined(separator: " ")
    }

    /// A counter with a rate for each phase. Unless it is to scale, rates are at most 1, and it grows by 10^9 times as
    /// much in each step, so that every error ratio is a whole number of events.
    func counter(_ timeline: TestPhases, isToScale: Bool, _ rate: (TestPhases.Phase) -> Double) -> String {
        guard isToScale else { return counter(timeline) { Int64((rate($0) * 1e9).rounded()) } }
        var value = 0.0
        let values = timeline.phases.map { phase in
            let count = samples(phase.minutes)
            let increment = rate(phase) * Double(step.components.seconds)
            defer { value += increment * Double(count) }
            return "\(DecimalText.number(value))+\(DecimalText.number(increment))x\(count - 1)"
        }
        return (lead(timeline) + values).joined(separator: " ")
    }

    /// A gauge that shows the time, off by so many seconds. Tests begin at the epoch.
    func clock(_ timeline: TestPhases, _ offset: (TestPhases.Phase) -> Double) -> String {
        let seconds = step.components.seconds
        var now = Int64(timeline.lead) * 60
        let values = timeline.phases.map { phase in
            defer { now += Int64(phase.minutes) * 60 }
            let first = DecimalText.number(Double(now) + offset(phase))
            return "\(first)+\(seconds)x\(samples(phase.minutes) - 1)"
        }
        return (lead(timeline) + values).joined(separator: " ")
    }

    func gauge(_ timeline: TestPhases, _ value: (TestPhases.Phase) -> String) -> String {
        let values = timeline.phases.map { "\(value($0))x\(samples($0.minutes) - 1)" }
        return (lead(timeline) + values).joined(separator: " ")
    }
}
