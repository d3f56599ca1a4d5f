import Dispatch
import NinesSLO
import ServiceLifecycle

/// Writes the state on its interval for as long as the service runs.
struct StateKeeper: Service {
    let store: StateStore
    let engine: SLOEngine
    let interval: Duration
    /// The time that the engine follows.
    let now: @Sendable () -> Timestamp

    func run() async throws {
        let clock = ContinuousClock()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                guard (try? await clock.sleep(for: interval)) != nil else { return }
                await persist()
            }
        }
    }

    /// On a thread of its own: SQLite waits for the disk, and probes must not.
    private func persist() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                // Slices may be wider than the interval; what was counted in the open one is written too.
                engine.advance(to: now())
                store.persist(engine)
                continuation.resume()
            }
        }
    }
}
