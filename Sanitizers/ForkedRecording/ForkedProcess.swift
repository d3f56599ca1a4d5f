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
        case killed(bySignal: Int32)
        /// The child waited for something that does not come, such as a lock of a thread that it lacks.
        case hung
        case notForked
    }

    private static let patience: Duration = .seconds(20)

    /// Runs `body` in a forked child, of which only the calling thread exists, and tells whether it held there.
    static func run(_ body: () -> Bool) -> End {
        // Swift declares `fork` unavailable; it is there all the same.
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "fork") else { return .notForked }
        let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
        let child = fork()
        if child == 0 { _exit(body() ? 0 : 1) }
        guard child > 0 else { return .notForked }
        // Not an alarm in the child: it inherits the mask of signals, which may block that one.
        let deadline = ContinuousClock.now + patience
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            guard ended == 0 else { return ended == child ? end(status) : .notForked }
            guard ContinuousClock.now < deadline else { break }
            usleep(1_000)
        }
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        return .hung
    }

    /// As the macros of wait(2) take a status apart.
    private static func end(_ status: Int32) -> End {
        let signal = status & 0x7F
        return signal != 0 ? .killed(bySignal: signal) : status == 0 ? .held : .failed
    }
}
