/// The golden signals of services: latency, traffic, errors, saturation.
///
/// The names are OpenTelemetry's for HTTP servers, as in `alert-rules/services.rules.yml`, and Prometheus' for
/// processes.
enum ServiceBoard {
    static let uid = "nines-service"

    static func dashboard() -> Dashboard {
        BoardFrame.board(
            uid, "Nines / Service golden signals", kind: "service",
            about: "How a service does, from the inside: latency, traffic, errors and saturation of its HTTP server.",
            variables: [
                .manyLabels("job", titled: "Service", of: durations + "_count", label: "job", all: nil),
                .manyLabels(
                    "instance", titled: "Instance", of: durations + "_count{job=~\"$job\"}", label: "instance"),
                .choice(
                    "cache_label", titled: "Cache's label", ["cache", "result", "outcome"].map { ($0, $0) },
                    description: "The label that is hit or miss in what a cache counts."),
                .answers(
                    "cache", titled: "Cache's counter",
                    query:
                        "label_values({__name__=~\".+_total\",job=~\"$job\",$cache_label=~\"hit|miss\"},__name__)",
                    type: 1),
            ],
            rows: [
                PanelRow("Now", now), PanelRow("Latency", latency), PanelRow("Traffic", traffic),
                PanelRow("Errors", errors),
                PanelRow("Saturation", saturation), PanelRow("Cache", cache),
            ])
    }

    private static let durations = "http_server_request_duration_seconds"
    private static let chosen = #"job=~"$job",instance=~"$instance""#

    private static func requests(_ more: String = "", by labels: String = "") -> String {
        let grouping = labels.isEmpty ? "" : " by (\(labels)) "
        return "sum\(grouping)(rate(\(durations)_count{\(chosen)\(more)}[$__rate_interval]))"
    }

    private static func quantile(_ quantile: String, by labels: String = "") -> String {
        "histogram_quantile(\(quantile), sum by (\(labels)le) (rate(\(durations)_bucket{\(chosen)}[$__rate_interval])))"
    }

    /// 0 while no request failed yet, and nothing without requests.
    private static func errorRatio(by labels: String = "") -> String {
        let failed = requests(#",http_response_status_code=~"5..""#, by: labels)
        return "(\(failed) or 0 * \(requests(by: labels))) / (\(requests(by: labels)) > 0)"
    }

    private static var now: [Panel] {
        [
            .stat(
                "Instances up", .ratio, about: "The share of instances that answer their scrapes.",
                PanelQuery("avg(up{\(chosen)})"), thresholds: .allWanted),
            .stat("Requests", .requestsPerSecond, about: "Answered per second.", PanelQuery(requests()), decimals: 2),
            Panel.stat(
                "Errors", .ratio, about: "The share of requests answered with 5xx.", PanelQuery(errorRatio()),
                thresholds: Thresholds("green", (0.001, "orange"), (0.05, "red")), decimals: 2
            ).empty("while there are no requests"),
            Panel.stat(
                "Latency, p99", .seconds, about: "99 % of the requests are answered within this time.",
                PanelQuery(quantile("0.99")), thresholds: Thresholds("green", (0.5, "orange"), (1, "red")), decimals: 2
            ).empty("while there are no requests"),
            .stat(
                "In work", .short, about: "Requests that are being answered.",
                PanelQuery("sum(http_server_active_requests{\(chosen)})")),
            .stat(
                "Open files", .ratio, about: "Of the instance that has the largest share of its file descriptors open.",
                PanelQuery("max(process_open_fds{\(chosen)} / process_max_fds{\(chosen)})"),
                thresholds: Thresholds("green", (0.6, "orange"), (0.8, "red")), decimals: 1),
        ]
    }

    private static var latency: [Panel] {
        [
            .lines(
                "Latency", .seconds,
                about:
                    "The time within which half, 95 % and 99 % of all requests are answered, from the buckets of all "
                    + "instances.",
                PanelQuery(quantile("0.5"), legend: "p50"), PanelQuery(quantile("0.95"), legend: "p95"),
                PanelQuery(quantile("0.99"), legend: "p99")),
            .heatmap(
                "Distribution of latency", .seconds, about: "How many requests took how long.",
                PanelQuery("sum by (le) (increase(\(durations)_bucket{\(chosen)}[$__rate_interval]))", legend: "{{le}}")
            ),
            Panel.lines(
                "p99 by route", .seconds, about: "The time within which 99 % of a route's requests are answered.",
                PanelQuery(quantile("0.99", by: "http_route, "), legend: "{{http_route}}")
            ).sized(24, 8),
        ]
    }

    private static var traffic: [Panel] {
        [
            .lines(
                "Requests by status", .requestsPerSecond, about: "Answered per second, by status code.",
                PanelQuery(requests(by: "http_response_status_code"), legend: "{{http_response_status_code}}"),
                stacked: true),
            .lines(
                "Requests by route", .requestsPerSecond, about: "Answered per second, by route and method.",
                PanelQuery(
                    requests(by: "http_request_method, http_route"), legend: "{{http_request_method}} {{http_route}}"),
                stacked: true),
        ]
    }

    private static var errors: [Panel] {
        [
            Panel.lines(
                "Errors", .ratio, about: "The share of requests answered with 5xx, by service.",
                PanelQuery(errorRatio(by: "job"), legend: "{{job}}")
            ).empty("while there are no requests"),
            Panel.lines(
                "Errors by route", .ratio, about: "The share of each route's requests answered with 5xx.",
                PanelQuery(errorRatio(by: "http_route"), legend: "{{http_route}}")
            ).empty("while there are no requests"),
        ]
    }

    private static var saturation: [Panel] {
        [
            .lines(
                "Requests in work", .short, about: "Being answered at the moment of each scrape, by instance.",
                PanelQuery("sum by (instance) (http_server_active_requests{\(chosen)})", legend: "{{instance}}")),
            .lines(
                "Processor", .short, about: "Cores in use, by instance.",
                PanelQuery("rate(process_cpu_seconds_total{\(chosen)}[$__rate_interval])", legend: "{{instance}}")),
            .lines(
                "Memory", .bytes, about: "Resident, by instance.",
                PanelQuery("process_resident_memory_bytes{\(chosen)}", legend: "{{instance}}")),
            .lines(
                "Open files", .ratio,
                about: "The share of its file descriptors that each instance has open. At 1 it accepts no connection.",
                PanelQuery("process_open_fds{\(chosen)} / process_max_fds{\(chosen)}", legend: "{{instance}}"),
                thresholds: Thresholds("transparent", (0.8, "red")), range: 0...1),
            Panel.states(
                "Up", about: "Which instances answered their scrapes.",
                [PanelQuery("up{\(chosen)}", legend: "{{instance}}")],
                mappings: [
                    ValueMapping.values(["0": (text: "down", color: "red"), "1": (text: "up", color: "green")])
                ], thresholds: .allWanted),
        ]
    }

    private static var cache: [Panel] {
        let hits = #"sum by (job) (rate($cache{\#(chosen),$cache_label="hit"}[$__rate_interval]))"#
        let reads = #"sum by (job) (rate($cache{\#(chosen),$cache_label=~"hit|miss"}[$__rate_interval]))"#
        return [
            Panel.lines(
                "Cache hit rate", .ratio,
                about: "The share of reads that the cache answered, from the counter and the label chosen above.",
                PanelQuery("(\(hits) or 0 * \(reads)) / (\(reads) > 0)", legend: "{{job}}"), range: 0...1
            ).empty("without a counter whose label is hit or miss, and while there are no reads"),
            Panel.lines(
                "Cache reads", .perSecond, about: "Reads per second, by what came of them.",
                PanelQuery(
                    #"sum by ($cache_label) (rate($cache{\#(chosen),$cache_label=~"hit|miss"}[$__rate_interval]))"#,
                    legend: "{{$cache_label}}"), stacked: true
            ).empty("without a counter whose label is hit or miss"),
        ]
    }
}
