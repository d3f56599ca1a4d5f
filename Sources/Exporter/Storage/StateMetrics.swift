import NinesMetrics
import NinesSLO

/// What the exporter says about its state file. Registered only where there is one.
struct StateMetrics: Sendable {
    private let persisted: Gauge
    private let durations: Histogram
    private let failures: Counter
    private let damagedFiles: Counter
    private let size: Gauge

    init(in registry: Registry) throws(RegistrationError) {
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
            help: "State files that were found damaged, at the start or later, and set aside by this process.")
        size = try registry.gauge(
            "nines_state_file_bytes", help: "Size of the state file with its write-ahead log, after the last write.",
            unit: "bytes")
    }

    /// Everything until the instant is in the file, of so many bytes.
    func recordPersisted(until instant: Timestamp, bytes: Int) {
        persisted.set(Double(instant.nanosecondsSinceEpoch) / 1e9)
        size.set(Double(bytes))
    }

    func recordDuration(_ duration: Duration) { durations.observe(duration / .seconds(1)) }

    func recordFailure() { failures.increment() }

    func recordDamagedFile() { damagedFiles.increment() }
}
