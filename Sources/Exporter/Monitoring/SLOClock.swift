import NinesSLO
import ServiceLifecycle

/// Advances the SLO engine at the edges of its slices for as long as the service runs.
struct SLOClock: Service {
    let engine: SLOEngine

    func run() async throws {
        await cancelWhenGracefulShutdown { await engine.run(clock: ContinuousClock()) }
    }
}
