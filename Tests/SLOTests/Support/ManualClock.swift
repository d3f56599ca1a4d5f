import Synchronization

/// A clock that moves only when a test moves it.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct State {
        var now = Instant()
        var nextSleeper = 0
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var watchers: [CheckedContinuation<Instant, Never>] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let watchers = state.withLock { state -> [CheckedContinuation<Instant, Never>] in
                    if state.cancelled.remove(id) != nil {
                        continuation.resume(throwing: CancellationError())
                        return []
                    }
                    state.sleepers[id] = (deadline, continuation)
                    defer { state.watchers = [] }
                    return state.watchers
                }
                for watcher in watchers { watcher.resume(returning: deadline) }
            }
        } onCancel: {
            state.withLock { state in
                guard let sleeper = state.sleepers.removeValue(forKey: id) else {
                    state.cancelled.insert(id)
                    return
                }
                sleeper.continuation.resume(throwing: CancellationError())
            }
        }
    }

    /// Waits until something sleeps on the clock, and returns the earliest deadline.
    func firstDeadline() async -> Instant {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if let earliest = state.sleepers.values.map(\.deadline).min() {
                    continuation.resume(returning: earliest)
                } else {
                    state.watchers.append(continuation)
                }
            }
        }
    }

    /// Moves to `instant` and wakes what slept until then.
    func move(to instant: Instant) {
        state.withLock { state in
            state.now = instant
            for (id, sleeper) in state.sleepers where sleeper.deadline <= instant {
                state.sleepers[id] = nil
                sleeper.continuation.resume()
            }
        }
    }
}
