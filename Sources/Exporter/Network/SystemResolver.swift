import NIOCore
import NinesMetrics

/// The C library's resolver, `getaddrinfo`, on threads of its own: `LookUpQueue` says which look-up gets one.
final class SystemResolver: HostResolver {
    /// Looks a name up, in about the time given, and blocks meanwhile.
    typealias LookUp = @Sendable (_ name: HostName, _ time: Duration) -> HostLookUp

    /// Bounds the arithmetic on deadlines.
    private static let longestTime = Duration.seconds(24 * 60 * 60)

    private typealias Promise = EventLoopPromise<[SocketAddress]>

    private struct State {
        var queue: LookUpQueue
        var promises: [LookUpQueue.Asker: Promise] = [:]
        var lastAsker: LookUpQueue.Asker = 0

        mutating func take(_ askers: [LookUpQueue.Asker]) -> [Promise] {
            askers.compactMap { promises.removeValue(forKey: $0) }
        }
    }

    private let state: Lock<State>
    private let threads = LookUpThreads()
    let limits: LookUpQueue.Limits
    private let lookUp: LookUp

    init(limits: LookUpQueue.Limits = .init(), lookUp: @escaping LookUp = { HostLookUp.run($0, within: $1) }) {
        state = Lock(State(queue: LookUpQueue(limits: limits)))
        self.limits = limits
        self.lookUp = lookUp
    }

    /// What it is doing now.
    var load: ResolverLoad { state.withLock { $0.queue.load(at: .now()) } }

    func addresses(of host: String, within time: Duration, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        guard let name = HostName(host) else {
            return loop.makeFailedFuture(ResolutionFailure.failed("not a host name"))
        }
        let promise = loop.makePromise(of: [SocketAddress].self)
        let time = min(max(time, .zero), Self.longestTime)
        let now = NIODeadline.now()
        let (asker, starts) = state.withLock { state in
            state.lastAsker += 1
            state.promises[state.lastAsker] = promise
            state.queue.ask(for: name, by: state.lastAsker, at: now, until: now + TimeAmount(time))
            return (state.lastAsker, state.queue.starts(at: now))
        }
        begin(starts)
        let timer = loop.scheduleTask(deadline: now + TimeAmount(time)) { self.giveUp(asker, on: name, after: time) }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        return promise.futureResult
    }

    private func begin(_ starts: [LookUpQueue.Start]) {
        for start in starts {
            let hasBegun = threads.begin {
                let found = self.lookUp(start.name, start.time)
                return { self.end(start.name, found) }
            }
            guard !hasBegun else { continue }
            let (promises, load) = state.withLock { state in
                (state.take(state.queue.couldNotStart(start.name)), state.queue.load(at: .now()))
            }
            let text = "the system makes no more threads, and \(load.running) look up other names"
            for promise in promises { promise.fail(ResolutionFailure.neverStarted(text)) }
        }
    }

    private func end(_ name: HostName, _ found: HostLookUp) {
        let now = NIODeadline.now()
        let (promises, starts) = state.withLock { state in
            let askers = state.queue.end(name, found.end, at: now)
            return (state.take(askers), state.queue.starts(at: now))
        }
        begin(starts)
        for promise in promises { promise.completeWith(found.result.mapError { $0 }) }
    }

    private func giveUp(_ asker: LookUpQueue.Asker, on name: HostName, after time: Duration) {
        let now = NIODeadline.now()
        let (promise, verdict, load) = state.withLock { state in
            let verdict = state.queue.giveUp(asker, on: name, at: now)
            return (state.promises.removeValue(forKey: asker), verdict, state.queue.load(at: now))
        }
        guard let promise, let verdict else { return }
        switch verdict {
        case .unanswered:
            promise.fail(ResolutionFailure.failed("no answer within \(time.rounded)"))
        case .notAsked:
            promise.fail(
                ResolutionFailure.neverStarted(
                    "no thread was free to look it up within \(time.rounded): \(load.hung) of \(limits.threads) "
                        + "wait for names that nobody answers for"))
        }
    }
}

/// How busy a resolver is.
struct ResolverLoad: Sendable, Equatable {
    /// Look-ups that run, each on a thread of its own.
    var running: Int
    /// Look-ups that wait for a thread.
    var waiting: Int
    /// Of those that run, the ones of names that were not answered last time, or after seconds, or not in the time that
    /// they were given.
    var hung: Int
}
