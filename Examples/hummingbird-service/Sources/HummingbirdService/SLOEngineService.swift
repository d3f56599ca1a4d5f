import NinesSLO
import ServiceLifecycle

/// Closes the engine's slices in time for as long as the service runs.
struct SLOEngineService: Service {
    let engine: SLOEngine

    func run() async {
        // The engine stops when it is cancelled; a service group asks for a graceful shutdown first.
        await cancelWhenGracefulShutdown { await engine.run(clock: ContinuousClock()) }
    }
}
