import NinesMetrics

/// What the exporter says about itself: its build and its configuration.
enum BuildMetrics {
    /// - Parameter loadedAt: when the configuration was read, seconds since the Unix epoch.
    static func register(in registry: Registry, loadedAt: Double) throws(RegistrationError) {
        try registry.gauge(
            "nines_build_info", help: "The version of this exporter, as a label.", labels: LabelName("version")
        ).set(Version.current, to: 1)
        try registry.gauge(
            "nines_config_last_reload_successful", help: "Whether the last reading of the configuration succeeded."
        ).set(1)
        try registry.gauge(
            "nines_config_last_reload_success_timestamp_seconds",
            help: "When the configuration was last read with success, since the Unix epoch.", unit: "seconds"
        ).set(loadedAt)
    }
}
