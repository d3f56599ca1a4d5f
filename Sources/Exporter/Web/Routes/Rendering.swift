import NIOPosix
import NinesMetrics

/// The thread that makes pages: collects metrics, encodes, compresses and fills templates.
///
/// A page of thousands of targets takes up to a second. On the threads that probes share that would be a second in
/// which deadlines pass unnoticed. Work goes on in steps, a chunk of a page each, that take turns.
final class Rendering: TaskExecutor {
    /// More work waits than a client should wait for.
    struct Overloaded: Error {}

    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let waiting = Lock(0)
    private let mostWaiting: Int

    /// - Parameter mostWaiting: steps that may wait before pages are refused. A step takes a millisecond, or as long as
    ///   a collection, which those that wait share.
    init(mostWaiting: Int = 64) {
        self.mostWaiting = mostWaiting
        pool.start()
        // A page may take a little longer.
        pool.submit { _ in BlockingWork.lowerPriority() }
    }

    deinit {
        // In the background: the last reference may be given up on the thread itself.
        pool.shutdownGracefully { _ in }
    }

    /// Begins a page.
    func admit() throws(Overloaded) {
        guard waiting.withLock({ $0 < mostWaiting }) else { throw Overloaded() }
    }

    /// Runs `work` on the thread, whatever it calls and awaits there included.
    func run<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(self, operation: work)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        waiting.withLock { $0 += 1 }
        // A pool that has shut down calls too: a task must go on, or nobody learns that it has been cancelled.
        pool.submit { [self] _ in
            waiting.withLock { $0 -= 1 }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
