/// Checks targets in one way. Its settings are the part of a module that is named after it.
protocol Prober<Settings>: Sendable {
    associatedtype Settings: Sendable & Equatable

    /// Probes `address` once. To be called on the attempt's loop; returns there when the attempt's deadline ends, at
    /// the latest.
    nonisolated(nonsending) func probe(_ address: TargetAddress, _ settings: Settings, _ attempt: ProbeAttempt) async
        -> Finding
}

/// One probe that runs: what ends it, and who listens.
struct ProbeAttempt {
    let deadline: Deadline
    let trace: Trace
}

/// What a prober found.
struct Finding {
    var verdict: Verdict
    var connection = ConnectionFacts()
    var observation: (any Observation)?
}
