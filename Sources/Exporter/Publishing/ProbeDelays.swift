import NinesMetrics

/// How punctual the exporter is, over all targets.
enum ProbeDelays {
    static func register(in registry: Registry) throws(RegistrationError) -> Histogram {
        try registry.histogram(
            "nines_probe_start_delay_seconds", help: "How much later than scheduled probes started.", unit: "seconds",
            upperBounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5])
    }
}
