import NinesMetrics

/// What the exporter says about its web server.
struct WebMetrics: Sendable {
    private let connections: Gauge
    private let refusals: [WebRefusal: Counter]

    init(in registry: Registry) throws(RegistrationError) {
        connections = try registry.gauge("nines_web_connections", help: "Open connections of the web server.")
        let family = try registry.counter(
            "nines_web_refusals_total", help: "Clients that the web server turned away or cut off, by reason.",
            labels: LabelName("reason"))
        // All from the start, so that the first of each is an increase.
        refusals = Dictionary(
            uniqueKeysWithValues: WebRefusal.allCases.map { ($0, family.labels($0.rawValue)) })
    }

    func recordConnections(_ count: Int) { connections.set(Double(count)) }

    func record(_ refusal: WebRefusal) { refusals[refusal]?.increment() }
}
