import NinesSLO

/// When a target is up, degraded or down, as its configuration has it.
///
/// They decide what the state says and nothing else: `probe_*`, `nines_probes_total` and SLOs are about the first
/// attempt of each scheduled probe, whatever these say.
struct StateRules: Sendable, Equatable {
    /// More would be hours of probes; it bounds the arithmetic on durations too.
    static let thresholds = 1...1_000
    /// More would be another interval.
    static let mostRetries = 10
    static let defaultRetryPause: Duration = .seconds(1)

    /// Failures in a row after which it is down; also how many slow probes in a row make it degraded.
    var failureThreshold = 1
    /// Successes in a row after which it is no longer down, or as many good ones no longer degraded.
    var successThreshold = 1
    /// Further attempts after a scheduled probe that failed, as many as end before the next one.
    var retries = 0
    /// From the end of an attempt to the next one's start.
    var retryPause = Self.defaultRetryPause
    /// A success that took longer is slow; nil: none is.
    var degradedAfter: Duration?
    /// A certificate that expires sooner is a reason to be degraded; nil: none is.
    var certificateExpiresWithin: Duration?
    /// Names of the targets that it depends on, each once.
    var parents: [String] = []
    /// Its own and the whole file's.
    var maintenance: [MaintenanceWindow] = []
}

extension Target {
    /// The longest that a scheduled probe can take with its retries.
    var longestRound: Duration { timeout * (1 + rules.retries) + rules.retryPause * rules.retries }

    /// How long it takes at most, from any moment on, until a target that fails is found down: its next probe may be a
    /// whole interval away.
    var patience: Duration { interval * rules.failureThreshold + longestRound }
}
