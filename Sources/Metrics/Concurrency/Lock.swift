import CNinesThreadCells

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
/// A thread that finds the lock taken tries again for some microseconds before it sleeps: most holders need it for
/// less, and to be woken takes tens. Who needs it many times in a row gives way to those that wait
/// (`withLock(inTurns:)`): else it would have the lock again before a woken thread runs.
///
/// `@unchecked Sendable`: what `state` points to is only touched between locking and unlocking.
package final class Lock<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Not a property: ThreadSanitizer takes the place of an empty one for that of the whole object.
    private let state: UnsafeMutablePointer<State>
    /// Threads that found the lock taken and do not have it yet. Only a hint: a process that was forked while some
    /// waited counts them on, and then each turn waits in vain for a moment. Beside the mutex, so that both come to a
    /// processor at once.
    private let waiting: UnsafeMutablePointer<UInt64>

    package init(_ state: sending State) {
        self.state = .allocate(capacity: 1)
        self.state.initialize(to: state)
        let size = MemoryLayout<pthread_mutex_t>.stride
        let words = UnsafeMutableRawPointer.allocate(byteCount: size + 8, alignment: 64)
        mutex = words.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        waiting = (words + size).bindMemory(to: UInt64.self, capacity: 1)
        waiting.initialize(to: 0)
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

    /// Runs `body` with each of `items` under the lock, for work that others need not wait for: in turns of at most
    /// 32 items, each of which ends early when another thread wants the lock.
    ///
    /// - Parameter end: Run under the lock at the end of each turn. What it returns is dropped without the lock.
    package func withLock<Items: Collection, Turn>(
        inTurns items: Items, _ body: (inout State, Items.Element) -> Void, end: (inout State) -> Turn
    ) {
        var next = items.startIndex
        while next != items.endIndex {
            giveWay()
            lock()
            var count = 0
            repeat {
                body(&state.pointee, items[next])
                items.formIndex(after: &next)
                count += 1
            } while next != items.endIndex && count < 32 && !isWanted
            let turn = end(&state.pointee)
            unlock()
            withExtendedLifetime(turn) {}
        }
    }

    /// The same, with nothing to do at the end of a turn.
    package func withLock<Items: Collection>(inTurns items: Items, _ body: (inout State, Items.Element) -> Void) {
        withLock(inTurns: items, body) { _ in }
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
    func lock() {
        if pthread_mutex_trylock(mutex) != 0 { waitToLock() }
    }

    private func waitToLock() {
        nines_cell_add_shared(waiting, 1)
        // Minus 1: the count wraps.
        defer { nines_cell_add_shared(waiting, .max) }
        for _ in 0..<Self.patience / 5 {
            // Each try takes the mutex from the holder's processor, which has to write it to give it up.
            for _ in 0..<5 { nines_pause() }
            if pthread_mutex_trylock(mutex) == 0 { return }
        }
        pthread_mutex_lock(mutex)
    }

    /// Whether a thread found the lock taken and does not have it yet.
    var isWanted: Bool { nines_cell_read(waiting) > 0 }

    /// Some 10 to 40 microseconds: a pause takes 20 to 60 ns on today's processors.
    private static var patience: Int { 500 }

    /// Lets threads that wait have the lock first, unless they take too long: one may be off the processor.
    private func giveWay() {
        var turns = 0
        while isWanted, turns < Self.patience {
            nines_pause()
            turns += 1
        }
    }

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
