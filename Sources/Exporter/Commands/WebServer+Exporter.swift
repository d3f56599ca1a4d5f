import Logging
import NinesMetrics

extension WebServer {
    /// The web server of an exporter, with as many connections as the budget has.
    init(
        of exporter: Exporter, listen: ListenAddress, stop: StopMark, budget: DescriptorBudget,
        overview: @escaping @Sendable () -> String,
        onListening: @escaping @Sendable (ListenAddress) async -> Void
    ) throws(RegistrationError) {
        let targets = exporter.configuration.targets.count
        var limits = WebLimits()
        limits.connections = budget.connections
        self.init(
            listen: listen, source: exporter.registry, metrics: try WebMetrics(in: exporter.registry), limits: limits,
            readiness: {
                if stop.isSet { return .stopping }
                return exporter.isReady
                    ? .ready : .starting(pending: exporter.fleet.pending, targets: targets)
            },
            overview: overview, onListening: onListening)
    }
}

extension DescriptorBudget {
    /// Raises the process's limit of descriptors and shares them out.
    static func ofProcess() -> DescriptorBudget {
        DescriptorBudget(limit: DescriptorLimit.raise(), mostConnections: WebLimits().connections)
    }

    /// Says what the limit is, and warns when it is too low for so many targets.
    func report(targets: Int, to logger: Logger) {
        logger.info(
            "descriptors",
            metadata: ["limit": "\(limit)", "web_connections": "\(connections)", "probes": "\(probes)"])
        let shortage = shortage(targets: targets)
        guard shortage > 0 else { return }
        logger.warning(
            "too few descriptors for all targets if they hang: raise the limit, LimitNOFILE= in a unit of systemd",
            metadata: ["limit": "\(limit)", "targets": "\(targets)", "missing": "\(shortage)"])
    }
}
