#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// State behind a mutex of the platform's thread library.
///
/// `Synchronization.Mutex` would do, but on Linux its lock is a futex inside the standard library, which
/// ThreadSanitizer does not see: everything it protects is then reported as a race, and the suites that look for real
/// ones say nothing. Never on the recording path.
///
/// `@unchecked Sendable`: what `state` points to is only touched between locking and unlocking.
package final class Lock<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Not a property: ThreadSanitizer takes the place of an empty one for that of the whole object.
    private let state: UnsafeMutablePointer<State>

    package init(_ state: sending State) {
        self.state = .allocate(capacity: 1)
        self.state.initialize(to: state)
        mutex = .allocate(capacity: 1)
        // Fails only when memory is out, and never on Linux.
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Runs `body` with the state while no other call does. Not reentrant: `body` must not come back to this lock.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&state.pointee)
    }

    /// Runs `body` until it returns something, each time but the first after `condition` was signalled.
    func withLock<Result>(
        waitingFor condition: UnsafeMutablePointer<pthread_cond_t>, _ body: (inout State) -> Result?
    ) -> Result {
        lock()
        defer { unlock() }
        while true {
            if let result = body(&state.pointee) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Takes the lock without a scope: only for `fork`, around which it is held so that the child finds it free.
    func lock() { pthread_mutex_lock(mutex) }

    func unlock() { pthread_mutex_unlock(mutex) }
}

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
