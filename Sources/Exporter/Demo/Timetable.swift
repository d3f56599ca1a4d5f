/// Which phase comes when: a fixed sequence that repeats.
struct Timetable: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var phase: Phase
        /// Above zero.
        var length: Duration
    }

    /// What the timetable says about one instant.
    struct Moment: Sendable, Equatable {
        var phase: Phase
        /// Until `next` begins; above zero.
        var left: Duration
        var next: Phase
    }

    let entries: [Entry]
    /// The sum of all lengths.
    let period: Duration

    /// Entries without a length are left out; a timetable without entries is always good.
    init(_ entries: [Entry]) {
        let lasting = entries.filter { $0.length > .zero }
        self.entries = lasting.isEmpty ? [Entry(phase: .good, length: .seconds(60))] : lasting
        period = self.entries.reduce(.zero) { $0 + $1.length }
    }

    /// - Parameter elapsed: since the start; before it counts as the start.
    func moment(at elapsed: Duration) -> Moment {
        // The quotient of a process' life by a period of seconds is far below 2^53: rounding it down is exact enough,
        // and the correction below catches the edge.
        var rest = max(elapsed, .zero)
        rest -= period * Int64((rest / period).rounded(.down))
        if rest < .zero { rest += period }
        for (index, entry) in entries.enumerated() {
            if rest < entry.length {
                let next = entries[(index + 1) % entries.count].phase
                return Moment(phase: entry.phase, left: entry.length - rest, next: next)
            }
            rest -= entry.length
        }
        // Only by the rounding above, at the end of a period.
        return moment(at: .zero)
    }
}

extension Timetable {
    /// Shows everything once within 130 seconds: latency, errors and an outage with good times between them, then a
    /// good time that is long enough for the error budgets of `DemoConfiguration` to recover.
    static let demo = Timetable([
        Entry(phase: .good, length: .seconds(30)),
        Entry(phase: .slow, length: .seconds(15)),
        Entry(phase: .good, length: .seconds(25)),
        Entry(phase: .errors, length: .seconds(15)),
        Entry(phase: .good, length: .seconds(30)),
        Entry(phase: .outage, length: .seconds(15)),
        Entry(phase: .good, length: .seconds(170)),
    ])
}
