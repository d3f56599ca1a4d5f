import Foundation
import NinesMetrics
import NinesSLO

/// What the exporter says about its state file. Registered only where there is one.
struct StateMetrics: Sendable {
    private let persisted: Gauge
    private let durations: Histogram
    private let failures: Counter
    private let damagedFiles: Counter
    private let size: Gauge
    /// The wall clock.
    private let wall: @Sendable () -> Timestamp

    init(
        in registry: Registry,
        wall: @escaping @Sendable () -> Timestamp = {
            Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
        }
    ) throws(RegistrationError) {
        self.wall = wall
        persisted = try registry.gauge(
            "nines_state_last_persist_success_timestamp_seconds",
            help: "Until when everything that SLOs counted is in the state file, since the Unix epoch.",
            unit: "seconds")
        durations = try registry.histogram(
            "nines_state_persist_duration_seconds",
            help: "Time that writing what SLOs counted to the state file took, with success or without.",
            unit: "seconds", upperBounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5])
        failures = try registry.counter(
            "nines_state_persist_failures_total",
            help: "Times that the state file could not be written. The next success has what they lack.")
        damagedFiles = try registry.counter(
            "nines_state_damaged_files_total",
            help: "Times that the state file was found damaged, removed or replaced, at the start or later.")
        size = try registry.gauge(
            "nines_state_file_bytes", help: "Size of the state file with its write-ahead log, after the last write.",
            unit: "bytes")
    }

    /// Everything until the instant is in the file.
    ///
    /// The engine's time is ahead of a wall clock that was set back. Whoever watches this compares it with the wall
    /// clock, and would not see for as long that writing has stopped: so it is never later than that.
    func recordPersisted(until instant: Timestamp) {
        persisted.set(Double(min(instant, wall()).nanosecondsSinceEpoch) / 1e9)
    }

    func recordSize(bytes: Int) { size.set(Double(bytes)) }

    func recordDuration(_ duration: Duration) { durations.observe(duration / .seconds(1)) }

    func recordFailure() { failures.increment() }

    func recordDamagedFile() { damagedFiles.increment() }
}
