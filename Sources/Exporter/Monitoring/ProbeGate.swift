import DequeModule
import NinesMetrics

/// Lets so many probes run at once, whatever the number of targets: each takes a descriptor, and a burst of them would
/// take those of everybody else. Who comes beyond waits in turn.
final class ProbeGate: Sendable {
    private struct State {
        var running = 0
        var waiting: Deque<@Sendable () -> Void> = []
    }

    let limit: Int
    private let state = Lock(State())

    init(limit: Int) { self.limit = max(1, limit) }

    /// - Returns: true when the probe may run now. Otherwise `later` is called once, on whichever thread leaves, when
    ///   it may. Either way `leave()` is to be called once after it has run.
    func enter(orWait later: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.running >= limit else {
                state.running += 1
                return true
            }
            state.waiting.append(later)
            return false
        }
    }

    func leave() {
        let next: (@Sendable () -> Void)? = state.withLock { state in
            // The place goes on to the next.
            if let next = state.waiting.popFirst() { return next }
            state.running -= 1
            return nil
        }
        next?()
    }
}
