import NIOCore

/// When a probe has to end, and who is told that it has: because its time is up, or because nobody wants it any more.
///
/// One for each probe, on the probe's event loop; not for use from anywhere else. Each step that waits for something
/// observes it while it waits, so that no step needs a timer of its own and none can outlive the probe.
final class Deadline {
    enum Interruption: Sendable {
        /// The time is up.
        case deadline
        /// Nobody waits for the verdict.
        case cancellation
    }

    /// The longest timeout a probe is given, whatever its target says: bounds the arithmetic on deadlines.
    static let longest = Duration.seconds(24 * 60 * 60)

    let loop: any EventLoop
    let timeout: Duration
    let time: NIODeadline
    private(set) var interruption: Interruption?
    private var observers: [(token: Int, body: (Interruption) -> Void)] = []
    private var nextToken = 0
    private var timer: Scheduled<Void>?

    /// Begins to run. To be called on `loop`, and `end()` too.
    init(in timeout: Duration, on loop: any EventLoop) {
        self.loop = loop
        self.timeout = timeout
        time = loop.now + TimeAmount(min(timeout, Self.longest))
        timer = loop.assumeIsolated().scheduleTask(deadline: time) { self.interrupt(.deadline) }
    }

    /// What is left, at least zero.
    var remaining: Duration { max(.zero, Duration(time - loop.now)) }

    /// Calls `body` once when the probe has to end: at once where it has to already.
    ///
    /// - Returns: what takes the observer away again.
    func observe(_ body: @escaping (Interruption) -> Void) -> Int {
        nextToken += 1
        if let interruption { body(interruption) } else { observers.append((nextToken, body)) }
        return nextToken
    }

    func forget(_ token: Int) { observers.removeAll { $0.token == token } }

    func interrupt(_ interruption: Interruption) {
        guard self.interruption == nil else { return }
        self.interruption = interruption
        timer?.cancel()
        timer = nil
        let told = observers
        observers = []
        for observer in told { observer.body(interruption) }
    }

    /// The probe has come to its verdict: nobody is told any more.
    func end() {
        observers = []
        timer?.cancel()
        timer = nil
    }
}
