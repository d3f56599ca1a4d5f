import Logging
import ServiceLifecycle
import UnixSignals

/// Hears SIGHUP for as long as the service runs: operators send it to have the configuration read again, and a terminal
/// that is closed sends it too, so it ends nothing.
struct HangUp: Service {
    /// Nil when the configuration is read at the start only.
    let reload: (@Sendable () async -> ReloadAnswer)?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            guard let reload else {
                logger.warning("SIGHUP: a restart is needed to read the configuration again")
                continue
            }
            let answer = await reload()
            logger.notice("SIGHUP: reloaded", metadata: ["status": "\(answer.status)", "outcome": "\(answer.text)"])
        }
    }
}
