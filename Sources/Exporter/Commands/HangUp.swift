import ServiceLifecycle
import UnixSignals

/// Hears SIGHUP for as long as the service runs, and has the configuration read again. A terminal that is closed sends
/// it too, so it ends nothing.
struct HangUp: Service {
    let reloader: Reloader

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            _ = await reloader.reload(.signal)
        }
    }
}
