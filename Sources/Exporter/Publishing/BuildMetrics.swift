import NinesMetrics
import NinesSLO

/// What the exporter says about itself: its build and its configuration.
struct BuildMetrics: Sendable {
    private let isLoaded: Gauge
    private let loadedAt: Gauge

    /// - Parameter start: when the configuration was read.
    init(in registry: Registry, loadedAt start: Timestamp) throws(RegistrationError) {
        try registry.gauge(
            "nines_build_info", help: "The version of this exporter, as a label.", labels: LabelName("version")
        ).set(Version.current, to: 1)
        isLoaded = try registry.gauge(
            "nines_config_last_reload_successful", help: "Whether the last reading of the configuration succeeded.")
        loadedAt = try registry.gauge(
            "nines_config_last_reload_success_timestamp_seconds",
            help: "When the configuration was last read with success, since the Unix epoch.", unit: "seconds")
        recordSuccess(at: start)
    }

    func recordSuccess(at instant: Timestamp) {
        isLoaded.set(1)
        loadedAt.set(Double(instant.nanosecondsSinceEpoch) / 1e9)
    }

    func recordFailure() { isLoaded.set(0) }
}
