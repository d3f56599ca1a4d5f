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

    /// Returns after SIGTERM or SIGINT, once the server has stopped accepting and probes have ended or, after 5 s, have
    /// been cancelled.
    func untilStopped() async throws {
        var services: [any Service] = [
            SLOClock(engine: exporter.engine), exporter.scheduler, server.application(logger: logger),
        ]
        if let keeper = exporter.stateKeeper { services.append(keeper) }
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        // Whichever way it ends: by then no probe runs any more.
        defer { exporter.persistFinally() }
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // The 5 s are over.
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
