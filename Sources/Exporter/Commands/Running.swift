import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// Runs an exporter until it is told to stop: what `serve` and `demo` share.
struct Running {
    let exporter: Exporter
    let server: WebServer
    let logger: Logger
    /// Names the setting in the message about an address that cannot be listened on.
    let listenSetting: String
    /// Set first of all when the process is told to stop.
    let stop: StopMark
    /// Nil where there is no file to read again. SIGHUP then does as SIGTERM does: whose terminal is closed has nothing
    /// to go on for.
    var reloader: Reloader?

    /// Probes that run at the stop have 5 s, then answers of the web server 3 s: with what the rest takes, less than
    /// the 10 s after which orchestrators kill.
    private static let longestShutdown = Duration.seconds(9)

    /// Returns after SIGTERM or SIGINT, with everything written: from the signal on the exporter is not ready and
    /// starts no probe; once probes have ended, or have been cancelled after their grace, the server finishes its
    /// answers and closes; then the state is written.
    func untilStopped() async throws {
        // They are told to stop from the last to the first, each when the one after it has ended.
        var services: [any Service] = [SLOClock(engine: exporter.engine)]
        var signals: [UnixSignal] = [.sigterm, .sigint]
        if let reloader {
            services.append(HangUp(reloader: reloader))
            services.append(
                FileWatch(
                    configuration: { [exporter] in exporter.configuration },
                    reload: { _ = await reloader.reload(.file) }, refresh: { await reloader.refresh() }))
        } else {
            signals.append(.sighup)
        }
        services.append(server)
        if let keeper = exporter.stateKeeper { services.append(keeper) }
        services += [exporter.scheduler, stop] as [any Service]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: quiet)
        // Whichever way it ends: by then no probe runs any more.
        defer { exporter.persistFinally() }
        configuration.maximumGracefulShutdownDuration = Self.longestShutdown
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // The time is over.
        } catch let error as IOError {
            throw CommandFailure.unusable(
                "\(listenSetting): \(server.listen): \(String(cString: strerror(error.errnoCode)))")
        } catch let error as SocketAddressError.UnknownHost {
            throw CommandFailure.unusable("\(listenSetting): \(server.listen): the host \(error.host) is unknown")
        } catch let error as SocketAddressError {
            throw CommandFailure.unusable("\(listenSetting): \(server.listen): \(error)")
        }
        logger.info("stopped")
    }

    private var quiet: Logger {
        var logger = Logger(label: "nines.lifecycle")
        logger.logLevel = .error
        return logger
    }
}
