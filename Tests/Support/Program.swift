import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that a test starts.
///
/// Foundation's `Process` hears of an end through a socket that the child holds. Another child that is started at the
/// same moment can inherit that socket, and for as long as it runs the first one seems to run too: the test waits for
/// ever. This one asks the system.
package final class Program: Sendable {
    /// The program could not be started, and what the system said.
    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// Its number in the system, which after its end may be that of another.
    package let identifier: Int32
    /// What the system told about its end, which it does once only.
    private let ended = Mutex<Int32?>(nil)

    /// Starts `command`, whose first word is looked up in the `PATH` of `environment`. It reads nothing, and writes to
    /// files.
    ///
    /// - Parameters:
    ///   - errors: The file for the standard error; that of the output when nil.
    ///   - folder: Where it runs; where the tests run when nil.
    ///   - environment: `name=value`; that of the tests when empty.
    package init(
        _ command: [String], output: String, errors: String? = nil, folder: String? = nil, environment: [String] = []
    ) throws {
        let plan = SpawnPlan()
        plan.open(STDIN_FILENO, "/dev/null", O_RDONLY)
        plan.open(STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC)
        if let errors {
            plan.open(STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC)
        } else {
            plan.duplicate(STDOUT_FILENO, as: STDERR_FILENO)
        }
        let place = folder.map { ["sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
        identifier = try plan.start(["/usr/bin/env"] + environment + place + command)
    }

    /// Whether it has not ended yet.
    package var isRunning: Bool { status(WNOHANG) == nil }

    /// Its exit code, or 128 and the number of the signal that ended it. Waits for its end and blocks the thread.
    package func exitCode() -> Int32 {
        while true {
            if let code = status(0) { return code }
        }
    }

    package func signal(_ number: Int32) {
        ended.withLock { ended in
            // After its end the number may be that of another process.
            if ended == nil { _ = kill(identifier, number) }
        }
    }

    private func status(_ options: Int32) -> Int32? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard waitpid(identifier, &status, options) == identifier else { return nil }
            let signal = status & 0x7F
            ended = signal == 0 ? status >> 8 & 0xFF : 128 + signal
            return ended
        }
    }
}

/// What happens between the start of a child and its program.
private final class SpawnPlan {
    #if canImport(Darwin)
        private var actions: posix_spawn_file_actions_t?
        private var attributes: posix_spawnattr_t?
    #else
        private var actions = posix_spawn_file_actions_t()
        private var attributes = posix_spawnattr_t()
    #endif

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        // A child inherits the blocked signals of the thread that starts it, and threads of a pool block most: it would
        // never hear of SIGTERM. Servers ignore SIGPIPE, and their children would too.
        var (none, defaults) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    deinit {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    func open(_ descriptor: Int32, _ path: String, _ flags: Int32) {
        posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o644)
    }

    func duplicate(_ descriptor: Int32, as other: Int32) {
        posix_spawn_file_actions_adddup2(&actions, descriptor, other)
    }

    func start(_ words: [String]) throws -> pid_t {
        var words = words.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, "/usr/bin/env", &actions, &attributes, &words, environ)
        guard code == 0 else {
            throw Program.NotStarted(description: "/usr/bin/env: \(String(cString: strerror(code)))")
        }
        return identifier
    }
}
