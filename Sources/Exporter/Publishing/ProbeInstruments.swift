import NinesMetrics

/// What is counted over all probes of a target, where the gauges of ``ProbeCollector`` show the last one.
struct ProbeInstruments: Sendable {
    /// For durations of probes: fine below 100 ms, where most answers are, up to the longest sensible timeout.
    static let durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct Children: Sendable {
        let succeeded: Counter
        let failed: Counter
        let duration: Histogram
    }

    private let labels: TargetLabels
    private let failures: DynamicFamily<Counter>
    private let children: [Children]
    private let delay: Histogram

    init(targets: [Target], labels: TargetLabels, registry: Registry) throws(RegistrationError) {
        self.labels = labels
        let probes = try registry.counter(
            "nines_probes_total", help: "Probes that came to a verdict, by outcome.",
            labelNames: labels.names + ["outcome"])
        failures = try registry.counter(
            "nines_probe_failures_total", help: "Failed probes, by reason.", labelNames: labels.names + ["reason"])
        let durations = try registry.histogram(
            "nines_probe_duration_seconds", help: "Time from the start of a probe to its verdict.", unit: "seconds",
            upperBounds: Self.durationBounds, labelNames: labels.names)
        delay = try registry.histogram(
            "nines_probe_start_delay_seconds", help: "How much later than scheduled probes started.", unit: "seconds",
            upperBounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5])
        // Made at 0 before the first probe, so that no rate misses the first increment.
        var children: [Children] = []
        for index in targets.indices {
            children.append(
                Children(
                    succeeded: try probes.labels(labels.dictionary(index, and: ["outcome": "success"])),
                    failed: try probes.labels(labels.dictionary(index, and: ["outcome": "failure"])),
                    duration: try durations.labels(labels.dictionary(index))))
        }
        self.children = children
    }

    func record(_ result: ProbeResult, at index: Int, delay: Duration) {
        let children = children[index]
        children.duration.observe(result.duration.seconds)
        self.delay.observe(max(0, delay.seconds))
        guard let failure = result.failure else { return children.succeeded.increment() }
        children.failed.increment()
        // Throws for a wrong set of labels only, and these are the family's own.
        try? failures.labels(labels.dictionary(index, and: ["reason": failure.reason.rawValue])).increment()
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { self / .seconds(1) }
}
