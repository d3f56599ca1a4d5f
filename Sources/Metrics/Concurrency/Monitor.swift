#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock whose holders can wait for a change of its state. Never on the recording path.
///
/// `@unchecked Sendable`: the condition variable is only used by the thread library's calls, which any thread may make;
/// the state is behind the lock.
final class Monitor<State>: @unchecked Sendable {
    private let lock: Lock<State>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: sending State) {
        lock = Lock(state)
        changed = .allocate(capacity: 1)
        // Fails only when memory is out, and never on Linux.
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        changed.deallocate()
    }

    /// Runs `body` with the state while no other call does, then wakes those that wait.
    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        lock.withLock { state in
            defer { pthread_cond_broadcast(changed) }
            return body(&state)
        }
    }

    /// As `withLock`, again after each change until `body` returns something. Blocks the thread meanwhile.
    func waitForResult<Result>(_ body: (inout State) -> Result?) -> Result {
        lock.withLock(waitingFor: changed) { state in
            let result = body(&state)
            if result != nil { pthread_cond_broadcast(changed) }
            return result
        }
    }
}
