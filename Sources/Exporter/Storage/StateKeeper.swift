import NinesSLO
import ServiceLifecycle

/// Writes the state on its interval, and checks the file once in a while, for as long as the service runs.
struct StateKeeper: Service {
    let persistence: Persistence
    let parts: [any StoredPart]
    let engine: SLOEngine
    /// From one write to the next.
    let interval: Duration
    /// From one check of the whole file to the next: how long damage may go unnoticed.
    let checkInterval: Duration
    /// The time that the engine follows.
    let now: @Sendable () -> Timestamp

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await repeatedly(every: interval) {
                        // Slices may be wider than the interval; what was counted in the open one is written too.
                        engine.advance(to: now())
                        persistence.write(parts)
                    }
                }
                group.addTask { await repeatedly(every: checkInterval) { persistence.check(parts) } }
            }
        }
    }

    private func repeatedly(every interval: Duration, _ work: @escaping @Sendable () -> Void) async {
        let clock = ContinuousClock()
        while (try? await clock.sleep(for: interval)) != nil {
            await BlockingWork.run(work)
        }
    }
}
