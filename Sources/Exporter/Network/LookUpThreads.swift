import Dispatch
import Foundation
import NinesMetrics

/// Threads for work that blocks: made when there is work and none is idle, ended when they were idle for a while.
///
/// There are as many as there is work at a time, which its user bounds.
final class LookUpThreads: Sendable {
    /// Blocks. What it returns is run on the same thread, once that may be given more work: so work that follows from
    /// this finds a thread, however many there may be.
    typealias Work = @Sendable () -> @Sendable () -> Void

    /// The C library's resolver needs a few kilobytes, some modules of `nsswitch.conf` need tens.
    private static let stackSize = 256 << 10

    private let state = Lock(State())
    private let patience: DispatchTimeInterval

    /// - Parameter patience: how long an idle thread is kept. Making one takes about 50 µs, and probes of a target are
    ///   seconds apart.
    init(patience: DispatchTimeInterval = .seconds(10)) {
        self.patience = patience
    }

    /// Nobody waits for work that hangs: its thread ends after it, or with the process.
    deinit {
        let idle = state.withLock { state in
            state.isOver = true
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle { worker.wakeUp.signal() }
    }

    /// The threads there are, idle ones included.
    var count: Int { state.withLock { $0.count } }

    /// Begins the work on a thread. False when none is idle and the system makes no more.
    func begin(_ work: @escaping Work) -> Bool {
        let idle = state.withLock { state in
            if state.idle.isEmpty { state.count += 1 }
            return state.idle.popLast()
        }
        let worker = idle ?? Worker(state: state, patience: patience)
        worker.next.withLock { $0 = work }
        worker.wakeUp.signal()
        guard idle == nil, !Self.start(worker) else { return true }
        state.withLock { $0.count -= 1 }
        return false
    }

    private static func start(_ worker: Worker) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let argument = Unmanaged.passRetained(worker)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                // Optional on one platform, not on the other.
                let argument: UnsafeMutableRawPointer? = argument
                if let argument { Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument.toOpaque())
        if code != 0 { argument.release() }
        return code == 0
    }
}

/// What threads share apart from the object that their user holds, which goes while some of them live on.
private struct State {
    var count = 0
    /// The one that was busy last is the first to be busy again; the others may end.
    var idle: [Worker] = []
    var isOver = false
}

/// One thread.
private final class Worker: Sendable {
    let wakeUp = DispatchSemaphore(value: 0)
    let next = Lock<LookUpThreads.Work?>(nil)
    private let state: Lock<State>
    private let patience: DispatchTimeInterval

    init(state: Lock<State>, patience: DispatchTimeInterval) {
        self.state = state
        self.patience = patience
    }

    func run() {
        while let work = nextWork() {
            let finish = work()
            state.withLock { $0.idle.append(self) }
            finish()
        }
        state.withLock { $0.count -= 1 }
    }

    /// Waits for work. Nil when none came in time, or none will come.
    private func nextWork() -> LookUpThreads.Work? {
        while true {
            let isWoken = wakeUp.wait(timeout: .now() + patience) == .success
            if let work = next.withLock({ $0.take() }) { return work }
            let isLeaving = state.withLock { state in
                if state.isOver { return true }
                // One that is not idle has been chosen, and is about to get its work.
                guard !isWoken, let place = state.idle.firstIndex(where: { $0 === self }) else { return false }
                state.idle.remove(at: place)
                return true
            }
            if isLeaving { return nil }
        }
    }
}
