internal import NinesMetrics

extension SLOEngine {
    /// The changes of alerts from now on, as a stream of its own for each call.
    ///
    /// ```swift
    /// for await transition in engine.transitions { log(transition) }
    /// ```
    ///
    /// A reader that is slow loses the oldest of more than 1,000 that wait. The stream ends with the engine, or with
    /// the task that reads it.
    public var transitions: AsyncStream<AlertTransition> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1_000)) { continuation in
            let number = state.withLock { state in
                state.nextListener += 1
                state.listeners.append((state.nextListener, continuation))
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.listeners.removeAll { $0.number == number } }
            }
        }
    }

    /// Keeps transitions for whoever listens; ``deliver()`` hands them on without the lock.
    func tell(_ transitions: [AlertTransition], in state: inout State) {
        if onTransition != nil || !state.listeners.isEmpty { state.undelivered += transitions }
    }

    /// Calls the observer and feeds the streams without the lock, yet in order: one thread at a time takes what there
    /// is.
    func deliver() {
        while true {
            let (batch, listeners) = state.withLock { state -> ([AlertTransition], [Listener]) in
                guard !state.isDelivering, !state.undelivered.isEmpty else { return ([], []) }
                state.isDelivering = true
                defer { state.undelivered = [] }
                return (state.undelivered, state.listeners.map(\.stream))
            }
            guard !batch.isEmpty else { return }
            for transition in batch {
                onTransition?(transition)
                for listener in listeners { listener.yield(transition) }
            }
            state.withLock { $0.isDelivering = false }
        }
    }

    private typealias Listener = AsyncStream<AlertTransition>.Continuation
}
