import NIOCore

/// An event loop for Swift's tasks: what an actor is isolated to, and where its tasks prefer to run.
///
/// NIO's own executor is the first of the two only. A task that awaits a continuation on it comes back by a thread of
/// Swift's pool, which then hands it to the loop: two changes of threads for each step of a probe, and a wait where the
/// pool is busy. This one is both at once (SE-0417), and runs each job as both, so a continuation that is resumed on
/// the loop goes on there with the loop's next turn.
final class LoopExecutor: SerialExecutor, TaskExecutor {
    let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        // A closure may not hold the job itself. It runs exactly once, as the loop promises of what it executes.
        let job = UnownedJob(job)
        loop.execute {
            job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    // Several can stand for one loop, which is one thread.
    func isSameExclusiveExecutionContext(other: LoopExecutor) -> Bool { loop === other.loop }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(complexEquality: self) }

    // What the loop calls by itself, timers and channels, is no task, and is isolated all the same.
    func isIsolatingCurrentContext() -> Bool? { loop.inEventLoop }
    func checkIsolated() { loop.preconditionInEventLoop() }
}
