import Dispatch

/// Work that waits for a disk or a file system.
enum BlockingWork {
    /// Runs `work` on a thread of its own: neither an event loop nor one of Swift's few threads, on which probes run,
    /// may wait with it.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
