/// `nines serve` itself, and what it sees of its targets.
enum ExporterBoard {
    static let uid = "nines-exporter"

    static func dashboard() -> Dashboard {
        BoardFrame.board(
            uid, "Nines / Exporter", kind: "exporter",
            about:
                "What `nines serve` probes and how it does: outcomes, certificates, schedule, configuration, process.",
            variables: [
                .manyLabels("exporter", titled: "Exporter", of: "nines_build_info", label: "instance"),
                .manyLabels("job", titled: "Job", of: "probe_success", label: "job"),
                .manyLabels(
                    "instance", titled: "Target", of: "probe_success{job=~\"$job\"}", label: "instance"),
            ],
            rows: [
                PanelRow("Now", now), PanelRow("Probes", probes), PanelRow("Certificates", [certificates]),
                PanelRow("Exporter", exporter), PanelRow("Process", process),
            ],
            annotations: [
                Annotation(
                    name: "Configuration read", iconColor: "blue",
                    expr: "changes(nines_config_last_reload_success_timestamp_seconds{\(itself)}[$__rate_interval]) > 0"
                )
            ])
    }

    private static let targets = #"job=~"$job",instance=~"$instance""#
    private static let itself = #"instance=~"$exporter""#

    private static func probeRate(_ more: String = "", by labels: String) -> String {
        "sum by (\(labels)) (rate(nines_probes_total{\(targets)\(more)}[$__rate_interval]))"
    }

    private static func probeQuantile(_ quantile: String, by labels: String = "") -> String {
        "histogram_quantile(\(quantile), sum by (\(labels)le) "
            + "(rate(nines_probe_duration_seconds_bucket{\(targets)}[$__rate_interval])))"
    }

    private static func delayQuantile(_ quantile: String) -> String {
        "histogram_quantile(\(quantile), sum by (le) "
            + "(rate(nines_probe_start_delay_seconds_bucket{\(itself)}[$__rate_interval])))"
    }

    private static var now: [Panel] {
        [
            .stat("Targets", .plain, about: "How many are probed.", PanelQuery("count(probe_success{\(targets)})")),
            .stat(
                "Targets down", .plain, about: "How many failed their last probe.",
                PanelQuery("sum(probe_success{\(targets)} == bool 0)"), thresholds: .noneAllowed),
            .stat(
                "Exporters up", .ratio, about: "The share of exporters that answer their scrapes.",
                PanelQuery("avg(up{\(itself)} * on (instance, job) group_left () nines_build_info)"),
                thresholds: .allWanted),
            .stat(
                "Version", .plain, about: "Of each exporter.",
                PanelQuery("count by (version) (nines_build_info{\(itself)})", legend: "{{version}}")
            ).showingNames(),
            .stat(
                "Configuration", .plain, about: "Whether the last reading of each configuration succeeded.",
                PanelQuery("min(nines_config_last_reload_successful{\(itself)})"), thresholds: .allWanted,
                mappings: [
                    ValueMapping.values(["0": (text: "not read", color: "red"), "1": (text: "read", color: "green")])
                ]),
            .stat(
                "Last read", .date, about: "When a configuration was last read with success.",
                PanelQuery("1000 * max(nines_config_last_reload_success_timestamp_seconds{\(itself)})")),
        ]
    }

    private static var probes: [Panel] {
        [
            .states(
                "Targets", about: "The outcome of each target's last probe.",
                [PanelQuery("probe_success{\(targets)}", legend: "{{job}} {{instance}}")],
                mappings: [
                    ValueMapping.values(["0": (text: "failure", color: "red"), "1": (text: "success", color: "green")])
                ], thresholds: .allWanted),
            .lines(
                "Probes by outcome", .perSecond, about: "Probes per second that came to a verdict.",
                PanelQuery(probeRate(by: "outcome"), legend: "{{outcome}}"), stacked: true),
            .lines(
                "Failures by reason", .perSecond,
                about:
                    "Failed probes per second, by the first promise that was broken; none at 0 stands for no failure.",
                PanelQuery(
                    "sum by (reason) (rate(nines_probe_failures_total{\(targets)}[$__rate_interval])) or "
                        + "label_replace(0 * sum(rate(nines_probes_total{\(targets)}[$__rate_interval])), "
                        + "\"reason\", \"none\", \"\", \"\")", legend: "{{reason}}"), stacked: true),
            .lines(
                "Duration of probes", .seconds,
                about: "The time within which half, 95 % and 99 % of all probes are over.",
                PanelQuery(probeQuantile("0.5"), legend: "p50"), PanelQuery(probeQuantile("0.95"), legend: "p95"),
                PanelQuery(probeQuantile("0.99"), legend: "p99")),
            .lines(
                "p95 by target", .seconds, about: "The time within which 95 % of a target's probes are over.",
                PanelQuery(probeQuantile("0.95", by: "job, instance, "), legend: "{{job}} {{instance}}")),
            .lines(
                "Where the time goes", .seconds,
                about: "The mean duration of each phase of the last probes, over all HTTP targets.",
                PanelQuery("avg by (phase) (probe_http_duration_seconds{\(targets)})", legend: "{{phase}}"),
                stacked: true),
            .lines(
                "Successes by target", .ratio, about: "The share of each target's probes that succeeded.",
                PanelQuery(
                    "\(probeRate(",outcome=\"success\"", by: "job, instance")) / (\(probeRate(by: "job, instance")) > 0)",
                    legend: "{{job}} {{instance}}"), range: 0...1),
            failing,
        ]
    }

    private static var failing: Panel {
        table(
            "Failing now", about: "Why the last probe of a target failed.",
            query: "probe_failure_info{\(targets)}",
            hiding: ["Time", "Value", "__name__"], field: .init(custom: ["align": "auto", "filterable": true])
        ).empty("while nothing fails").sized(24, 6)
    }

    private static var certificates: Panel {
        table(
            "Days until certificates expire",
            about: "Of the certificate of each target's chain that expires first; also of one that was refused.",
            query: "sort((probe_ssl_earliest_cert_expiry{\(targets)} - time()) / 86400)",
            hiding: ["Time"],
            field: .init(
                unit: PanelUnit.days.rawValue, decimals: 1, thresholds: Thresholds("red", (3, "orange"), (21, "green")),
                color: ["mode": "thresholds"],
                custom: ["align": "auto", "cellOptions": ["type": "color-text"], "filterable": true])
        ).empty("without targets that speak TLS").sized(24, 7)
    }

    private static func table(
        _ title: String, about: String, query: String, hiding hidden: [String], field: FieldConfig.Field
    ) -> Panel {
        var panel = Panel(
            type: "table", title: title, about: about,
            targets: [PanelQuery(query)].targets(instant: true, format: "table"))
        panel.fieldConfig = FieldConfig(defaults: field)
        panel.options = [
            "cellHeight": "sm", "showHeader": true,
            "footer": ["show": false, "reducer": ["sum"], "countRows": false],
        ]
        let exclusions = Dictionary(uniqueKeysWithValues: hidden.map { ($0, JSON.boolean(true)) })
        panel.transformations = [
            ["id": "organize", "options": ["excludeByName": .object(exclusions), "renameByName": ["Value": "Days"]]]
        ]
        return panel
    }

    private static var exporter: [Panel] {
        [
            .lines(
                "Start delay", .seconds,
                about:
                    "How much later than scheduled probes started. A growing delay means that the exporter or its machine "
                    + "has too much to do.",
                PanelQuery(delayQuantile("0.5"), legend: "p50"), PanelQuery(delayQuantile("0.99"), legend: "p99")),
            .lines(
                "Up", .plain, about: "Which exporters answered their scrapes.",
                PanelQuery("up{\(itself)} * on (instance, job) group_left () nines_build_info", legend: "{{instance}}"),
                range: 0...1),
            Panel.lines(
                "Dropped records", .perSecond,
                about: "Records that the exporter's own metrics could not take, by reason: always a fault.",
                PanelQuery(
                    "sum by (reason) (rate(nines_metrics_dropped_total{\(itself)}[$__rate_interval]))",
                    legend: "{{reason}}")
            ).sized(24, 6),
        ]
    }

    private static func ofProcess(_ expression: String) -> String {
        "\(expression) and on (instance, job) nines_build_info"
    }

    private static var process: [Panel] {
        [
            .lines(
                "Processor", .short, about: "Cores in use.",
                PanelQuery(
                    ofProcess("rate(process_cpu_seconds_total{\(itself)}[$__rate_interval])"), legend: "{{instance}}")),
            .lines(
                "Memory", .bytes, about: "Resident.",
                PanelQuery(ofProcess("process_resident_memory_bytes{\(itself)}"), legend: "{{instance}}")),
            .lines(
                "Open files", .ratio, about: "The share of the file descriptors that are open.",
                PanelQuery(
                    ofProcess("process_open_fds{\(itself)} / process_max_fds{\(itself)}"), legend: "{{instance}}"),
                thresholds: Thresholds("transparent", (0.8, "red")), range: 0...1),
            .lines(
                "Network", .bytesPerSecond, about: "Received and sent in the process' network namespace.",
                PanelQuery(
                    ofProcess("rate(process_network_receive_bytes_total{\(itself)}[$__rate_interval])"),
                    legend: "received {{instance}}"),
                PanelQuery(
                    ofProcess("rate(process_network_transmit_bytes_total{\(itself)}[$__rate_interval])"),
                    legend: "sent {{instance}}")),
        ]
    }
}

extension Panel {
    /// A number's series instead of its value.
    fileprivate func showingNames() -> Panel {
        var panel = self
        if case .object(var options) = panel.options {
            options["textMode"] = "name"
            panel.options = .object(options)
        }
        return panel
    }
}
