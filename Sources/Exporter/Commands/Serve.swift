import ArgumentParser
import Logging
import NIOPosix
import NinesMetrics

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probes the targets of a configuration on their intervals and serves the results.",
        discussion: """
            Serves /metrics for Prometheus, / with an overview, /-/healthy and /-/ready. SIGHUP, a POST to /-/reload and \
            a changed file have the configuration read again. SIGTERM and SIGINT end it: probes \
            that run may end within 5 seconds, answers within 3 more.
            """)

    @OptionGroup
    var source: ConfigurationSource

    /// The second name is blackbox_exporter's.
    @Option(
        name: [.long, .customLong("web.listen-address")],
        help: ArgumentHelp("Where to listen, instead of the configuration's web.listen.", valueName: "host:port"))
    var listen: String?

    @Option(name: .long, help: "debug also logs each failed probe.")
    var logLevel: LogLevel = .info

    func run() async throws {
        // A file that grows beyond a limit of the process's (`LimitFSIZE=`) is a write that fails, as on a full disk,
        // and not the end.
        signal(SIGXFSZ, SIG_IGN)
        let address = try listen.map(ListenAddress.parse)
        let configuration = try source.load(tellsDiscovery: false)
        var logger = Logger(label: "nines")
        logger.logLevel = logLevel.level
        let budget = DescriptorBudget.ofProcess()
        let exporter = try exporter(configuration, budget: budget, logger: logger)
        let stop = StopMark()
        let reloader = Reloader(
            file: source.file, listensElsewhere: address != nil, of: exporter, logger: logger
        ) { [source] file, known throws(ConfigurationError) in
            try .load(file: file, leavingOutUnsupported: source.options.skipsUnsupported, after: known)
        }
        var server = try WebServer(
            of: exporter, listen: address ?? configuration.web.listen, stop: stop, budget: budget,
            overview: { OverviewPage.render(exporter.overview()) },
            onListening: { [logger] address in
                logger.info(
                    "serving",
                    metadata: [
                        "metrics": "http://\(address)/metrics", "targets": "\(configuration.targets.count)",
                        "slos": "\(configuration.slos.count + configuration.composites.count)",
                    ])
                budget.report(targets: configuration.targets.count, to: logger)
                exporter.gate.open()
            })
        server.allowedHosts = configuration.web.allowedHosts
        server.reload = { await reloader.reload(.request) }
        try await Running(
            exporter: exporter, server: server, logger: logger,
            listenSetting: address == nil ? configuration.web.listenSetting ?? "web.listen" : "--listen", stop: stop,
            reloader: reloader
        ).untilStopped()
    }

    private func exporter(
        _ configuration: Configuration, budget: DescriptorBudget, logger: Logger
    ) throws -> Exporter {
        do {
            let registry = Registry.ofExporter()
            let state = try configuration.state.map { state in
                try Persistence(path: state.path, metrics: StateMetrics(in: registry), logger: logger)
            }
            return try Exporter(
                configuration, registry: registry, state: state, group: MultiThreadedEventLoopGroup.singleton,
                affordableProbes: budget.probes, logger: logger)
        } catch let error as StateFileError {
            throw CommandFailure.unusable("\(configuration.state?.setting ?? "state.path"): \(error)")
        }
    }
}

extension ListenAddress {
    /// The value of `--listen`.
    static func parse(_ text: String) throws(CommandFailure) -> ListenAddress {
        guard let address = ListenAddress(text) else {
            throw .unusable("--listen: \"\(text)\" is not host:port, with a port from 0 to 65535")
        }
        return address
    }
}

/// What the exporter writes to standard error.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
