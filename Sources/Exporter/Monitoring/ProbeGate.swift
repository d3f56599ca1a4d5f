import DequeModule
import NinesMetrics

/// Lets so many probes run at once, whatever the number of targets: each takes a descriptor, and a burst of them would
/// take those of everybody else. Who comes beyond waits in turn.
final class ProbeGate: Sendable {
    private struct State {
        var limit: Int
        var running = 0
        var waiting: Deque<@Sendable () -> Void> = []
    }

    private let state: Lock<State>

    /// - Parameter limit: 1 where it is less.
    init(limit: Int) { state = Lock(State(limit: max(1, limit))) }

    /// Lets more in at once, or fewer as those that run end.
    func change(limit: Int) {
        let admitted = state.withLock { state in
            state.limit = max(1, limit)
            let count = min(max(0, state.limit - state.running), state.waiting.count)
            state.running += count
            let admitted = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            return admitted
        }
        for later in admitted { later() }
    }

    /// - Returns: true when the probe may run now. Otherwise `later` is called once, on whichever thread leaves, when
    ///   it may. Either way `leave()` is to be called once after it has run.
    func enter(orWait later: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.running >= state.limit else {
                state.running += 1
                return true
            }
            state.waiting.append(later)
            return false
        }
    }

    func leave() {
        let next: (@Sendable () -> Void)? = state.withLock { state in
            // The place goes on to the next, unless there are too many.
            if state.running <= state.limit, let next = state.waiting.popFirst() { return next }
            state.running -= 1
            return nil
        }
        next?()
    }
}
