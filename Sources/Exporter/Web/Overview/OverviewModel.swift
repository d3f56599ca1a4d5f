import NinesSLO

/// Everything the overview page shows, as values of one instant.
struct OverviewModel: Sendable {
    var version: String
    var startedAt: Timestamp
    var now: Timestamp
    /// Only for `nines demo`.
    var demo: DemoNote?
    /// In the configuration's order.
    var targets: [TargetRow] = []
    /// In the configuration's order, those that are made of others last.
    var slos: [SLORow] = []

    struct TargetRow: Sendable {
        var name: String
        var url: String
        var job: String
        var state = State.unknown
        /// When the state began; nil where that says nothing, as of one that is unknown.
        var since: Timestamp?
        /// Why it is in that state, or what may change it soon; nil where there is nothing to say.
        var note: String?
        /// Nil before the first probe has ended.
        var last: Probe?
        /// Since the start.
        var successes: UInt64 = 0
        var failures: UInt64 = 0

        enum State: String, Sendable, CaseIterable {
            case up, degraded, down, suppressed, maintenance, unknown
        }

        struct Probe: Sendable {
            var startedAt: Timestamp
            var duration: Duration
            /// 0 when no response came.
            var statusCode = 0
            /// Nil means the probe succeeded.
            var failure: ProbeFailure?
        }
    }

    struct SLORow: Sendable {
        var service: String
        var name: String
        var description: String?
        var objective: Double
        var window: Duration
        var source: Source
        /// In the SLO's window.
        var counts: EventCounts
        /// 1 is untouched, 0 is spent, below 0 is overspent.
        var budgetRemaining: Double
        /// In the SLO's window.
        var burnRate: Double
        /// The share of the SLO's window that was watched, in 0...1.
        var coverage: Double
        /// In the policy's order.
        var alerts: [AlertRow] = []

        /// What the error ratio is of.
        enum Source: Sendable, Hashable {
            /// Good are the probes of a target that succeed, for a latency SLO within its bound.
            case probes(target: String, fasterThan: Duration?)
            case parts(CompositeIndicator)
        }
    }

    struct AlertRow: Sendable {
        var severity: Severity
        var factor: Double
        var long: BurnRate
        var short: BurnRate
        var state: AlertState

        struct BurnRate: Sendable {
            var window: Duration
            var value: Double
        }
    }

    /// What the page of `nines demo` says about the service it probes.
    struct DemoNote: Sendable {
        /// What the service does now.
        var phase: String
        var isGood: Bool
        /// What comes next, such as `good in 7 s`.
        var outlook: String
        /// Its phases with their lengths, over and over.
        var timetable: String
        /// How it can be told to behave, and how it is.
        var modes: [String]
        var currentMode: String
        /// Where each mode's button posts to: this, a slash and the mode's name.
        var switchURL: String
    }
}
