import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A child process that goes on in this program without `exec`, as servers that fork their workers do.
enum ForkedProcess {
    enum End: Equatable {
        case held, failed
        /// The child hung, or crashed.
        case killed(bySignal: Int32)
        case notForked
    }

    /// Runs `body` in a forked child, of which only the calling thread exists, and tells whether it held there.
    static func run(_ body: () -> Bool) -> End {
        // Swift declares `fork` unavailable; it is there all the same.
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "fork") else { return .notForked }
        let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
        let child = fork()
        if child == 0 {
            // A lock that some other thread held cannot be waited for: better killed than hung.
            alarm(60)
            _exit(body() ? 0 : 1)
        }
        var status: Int32 = 0
        guard child > 0, waitpid(child, &status, 0) == child else { return .notForked }
        // As the macros of wait(2) take it apart.
        let signal = status & 0x7F
        return signal != 0 ? .killed(bySignal: signal) : status == 0 ? .held : .failed
    }
}
