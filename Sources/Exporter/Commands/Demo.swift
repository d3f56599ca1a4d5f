import ArgumentParser
import Foundation
import Logging
import NIOPosix

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves an exporter beside a service of its own that misbehaves on a timetable.",
        discussion: """
            Needs no file and no network. The service answers about shipments from an SQLite database on a loopback port; \
            within two minutes its budget burns and an alert fires.
            """)

    @Option(name: .long, help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen: String = "\(ListenAddress.default)"

    func run() async throws {
        let address = try ListenAddress.parse(listen)
        var logger = Logger(label: "nines")
        logger.logLevel = .notice
        let phases = PhaseSwitch(clock: ContinuousClock())
        let target = DemoTarget(table: try ShipmentTable(), phases: phases)
        try await target.serve(logger: logger) { [logger] port in
            let exporter = try Exporter(
                DemoConfiguration.make(port: port), group: MultiThreadedEventLoopGroup.singleton, logger: logger)
            let service = "http://127.0.0.1:\(port)"
            let stop = StopMark()
            var server = try WebServer(
                of: exporter, listen: address, stop: stop, budget: .ofProcess(),
                overview: {
                    OverviewPage.render(
                        exporter.overview(
                            demo: OverviewModel.DemoNote(
                                timetable: phases.timetable, state: phases.state, switchURL: "\(service)/demo")))
                },
                onListening: { address in
                    print(Self.invitation(page: "http://\(address)", service: service))
                    // Also when the output is a file, which is buffered otherwise.
                    fflush(nil)
                    exporter.gate.open()
                })
            // The switch is the service's, which sends the browser back to the page that the button was on.
            server.formTargets = ["'self'", service]
            try await Running(
                exporter: exporter, server: server, logger: logger, listenSetting: "--listen", stop: stop
            ).untilStopped()
        }
    }

    /// What to open and what to try.
    static func invitation(page: String, service: String) -> String {
        """
        nines demo: an exporter, and a service about shipments that misbehaves on a timetable.

        Open
          \(page)/          budgets, burn rates and alerts; an alert fires within two minutes
          \(page)/metrics   what Prometheus scrapes
        Try
          curl \(service)/shipments/42          the service, from its SQLite database
          curl \(service)/demo                  how it behaves now
          curl -X POST \(service)/demo/outage   good, slow, errors, outage; timetable to go on

        Windows are minutes instead of weeks here, so that there is something to see. Ctrl-C ends it.
        """
    }
}
