import Dispatch
import NinesSLO
import ServiceLifecycle

/// Writes the state on its interval for as long as the service runs.
struct StateKeeper: Service {
    let store: StateStore
    let engine: SLOEngine
    let interval: Duration

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
                store.persist(engine)
                continuation.resume()
            }
        }
    }
}
