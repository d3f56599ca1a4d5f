import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Work that waits for a disk or a file system, or is long.
enum BlockingWork {
    /// Runs `work` on a thread of its own: neither an event loop nor one of Swift's few threads may wait with it. Where
    /// processors are short, probes go first.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                lowerPriority()
                continuation.resume(returning: work())
            }
        }
    }

    /// Lets the calling thread wait for others a little, for the rest of its life: it should be nobody else's.
    static func lowerPriority() {
        #if os(Linux)
            // On Linux 0 is the calling thread, not its process: setpriority(2), under "C library/kernel differences".
            // Where a system refuses, the work is done as fast as before.
            #if canImport(Glibc)
                let process = Int32(PRIO_PROCESS.rawValue)
            #else
                let process = PRIO_PROCESS
            #endif
            setpriority(process, 0, 5)
        #endif
    }
}
