import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread of its own, unlike a task: for tests of what happens when threads come and go.
package struct PosixThread: ~Copyable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let handle: pthread_t

    package init(_ body: @escaping @Sendable () -> Void) {
        #if canImport(Darwin)
            var handle: pthread_t?
        #else
            var handle = pthread_t()
        #endif
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        let code = pthread_create(
            &handle, nil,
            { argument in
                #if canImport(Darwin)
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                #else
                    argument.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                #endif
                return nil
            }, argument)
        #if canImport(Darwin)
            guard let handle else { preconditionFailure("pthread_create failed with \(code)") }
        #endif
        precondition(code == 0, "pthread_create failed with \(code)")
        self.handle = handle
    }

    package consuming func join() { pthread_join(handle, nil) }

    /// Runs `body` on `count` threads at once and waits for all of them.
    package static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var handles: [Box] = []
        for index in 0..<count { handles.append(Box(PosixThread { body(index) })) }
        for handle in handles { handle.join() }
    }

    /// Arrays do not hold noncopyable values.
    private final class Box {
        private var thread: PosixThread?
        init(_ thread: consuming PosixThread) { self.thread = consume thread }
        func join() { if let thread = thread.take() { thread.join() } }
    }
}

/// Lets `count` threads meet: none goes on before all have arrived. Those that wait long leave the processors to the
/// others, of which there may be hundreds.
package final class Meeting: Sendable {
    private let missing: Atomic<Int>

    package init(_ count: Int) { missing = Atomic(count) }

    package func arrive() {
        missing.subtract(1, ordering: .acquiringAndReleasing)
        for _ in 0..<100 where missing.load(ordering: .acquiring) > 0 { sched_yield() }
        while missing.load(ordering: .acquiring) > 0 { usleep(1_000) }
    }
}
