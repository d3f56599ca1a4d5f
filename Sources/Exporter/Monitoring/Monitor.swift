import NIOCore
import NinesMetrics
import NinesSLO

/// An SLO that a target's probes are events of.
struct ProbeListener: Sendable, Equatable {
    let recorder: SLORecorder
    /// When set, only a success that took at most this long is good.
    let fasterThan: Duration?

    /// A probe without verdict is no event.
    func hear(_ report: ProbeReport) {
        guard report.hasVerdict else { return }
        let isFastEnough = fasterThan.map { report.duration <= $0 } ?? true
        recorder.record(good: report.succeeded && isFastEnough)
    }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.recorder === rhs.recorder && lhs.fasterThan == rhs.fasterThan
    }
}

/// Watches one target for as long as it is in the configuration: probes it on its schedule, counts what comes of it and
/// tells its SLOs. It lives across reloads, with its place in time and its counters.
///
/// An actor on its event loop, where a probe's steps and its counting run, without a change of threads. What others
/// read of it is in `published`, under a lock.
actor Monitor {
    /// What all monitors share.
    struct Surroundings: Sendable {
        /// Comes to a report when the deadline ends, at the latest; on the deadline's loop.
        let probe: nonisolated(nonsending) @Sendable (Target, Deadline) async -> ProbeReport
        let gate: ProbeGate
        /// Told how much later than scheduled each probe started.
        let startDelay: @Sendable (Duration) -> Void
        /// Told of each report, after it has been counted; of retries too.
        let reported: @Sendable (Target, ProbeReport) -> Void
        /// Told when a target goes from one state to another, on the target's loop: to hand it on, not to work.
        var changed: @Sendable (MonitorTransition) -> Void = { _ in }
        /// The time for people.
        var now: @Sendable () -> Timestamp = { Timestamp.now() }
    }

    /// What can be read from any thread.
    struct Published: Sendable {
        var target: Target
        /// Those whose counters begin at 0.
        var possibleFailures: FailureReasons
        var tally: ProbeTally
        /// The last one with a verdict.
        var last: ProbeReport?
        /// When `last` came.
        var lastAt: NIODeadline?
        /// As of the last look at it.
        var state: MonitorState
        var maintenance: MaintenanceCalendar

        init(_ target: Target, created: UnixTime) {
            self.target = target
            possibleFailures = target.possibleFailures
            tally = ProbeTally(created: created)
            state = MonitorState(since: Timestamp(created))
            maintenance = MaintenanceCalendar(target.rules.maintenance)
        }

        mutating func change(to target: Target) {
            if target.rules.maintenance != self.target.rules.maintenance {
                maintenance = MaintenanceCalendar(target.rules.maintenance)
            }
            self.target = target
            possibleFailures = target.possibleFailures
        }

        mutating func record(_ report: ProbeReport, at time: NIODeadline) {
            tally.count(report)
            guard report.hasVerdict else { return }
            last = report
            lastAt = time
        }
    }

    nonisolated let published: Lock<Published>
    /// The monitors of what the target depends on.
    nonisolated let ancestry = Lock(Ancestry())
    nonisolated let ordinal: Int
    nonisolated let loop: ProbeLoop
    nonisolated let surroundings: Surroundings
    /// What all schedules count from.
    private var origin = NIODeadline.uptimeNanoseconds(0)
    private(set) var target: Target
    private var listeners: [ProbeListener]
    private var schedule: ProbeSchedule
    /// When the next probe is due; nil before the first start and after the end.
    private(set) var next: NIODeadline?
    /// When the last one was.
    private(set) var lastDue: NIODeadline?
    private(set) var activity = Activity.idle
    /// The scheduled probe that failed and is tried again; nil where none is.
    var round: ProbeRound?
    private var idleWaiters: [UnsafeContinuation<Void, Never>] = []

    enum Activity {
        case idle
        /// For its turn.
        case waiting
        case running(Deadline)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    init(
        _ target: Target, ordinal: Int, on loop: ProbeLoop, created: UnixTime,
        listeners: [ProbeListener], surroundings: Surroundings
    ) {
        self.target = target
        self.ordinal = ordinal
        self.loop = loop
        self.listeners = listeners
        self.surroundings = surroundings
        schedule = ProbeSchedule(ordinal: ordinal, interval: target.interval)
        published = Lock(Published(target, created: created))
    }

    // MARK: The schedule

    /// Begins to probe, on a schedule that counts from `origin`. One that is there from the beginning does not miss its
    /// first start for the moment that this call took.
    func begin(from origin: NIODeadline, isFirst: Bool) {
        guard next == nil else { return }
        self.origin = origin
        plan(notBefore: isFirst ? origin : loop.loop.now)
    }

    /// Goes on with another definition of the target, in the place in time that it has.
    func change(to target: Target) {
        guard target != self.target else { return }
        let hasNewInterval = target.interval != self.target.interval
        self.target = target
        published.withLock { $0.change(to: target) }
        guard hasNewInterval else { return }
        schedule = ProbeSchedule(ordinal: ordinal, interval: target.interval)
        guard next != nil else { return }
        // Not a second time at the same instant.
        plan(notBefore: max(loop.loop.now, (lastDue ?? origin) + .nanoseconds(lastDue == nil ? 0 : 1)))
    }

    func change(listeners: [ProbeListener]) { self.listeners = listeners }

    /// Starts no probe any more. One that runs may end.
    func end() { next = nil }

    /// Ends a probe that runs; it comes to no verdict.
    func interrupt() {
        if case .running(let deadline) = activity { deadline.interrupt(.cancellation) }
    }

    /// Returns once no probe runs.
    func idle() async {
        if case .idle = activity { return }
        await withUnsafeContinuation { idleWaiters.append($0) }
    }

    private func plan(notBefore time: NIODeadline) {
        let due = origin + TimeAmount(schedule.start(notBefore: max(.zero, Duration(time - origin))))
        next = due
        loop.start(self, at: due)
    }

    /// Whether it still wants to be started then. On the loop.
    nonisolated func awaits(_ due: NIODeadline) -> Bool { assumeIsolated { $0.next == due } }

    /// Its time has come, or a later one where the loop was held up. On the loop.
    nonisolated func start(due: NIODeadline) { assumeIsolated { $0.startNow(due: due) } }

    private func startNow(due: NIODeadline) {
        guard next == due else { return }
        lastDue = due
        // Planned first: whatever comes of this probe, the next one keeps its place. A loop that was held up past
        // several starts leaves those out.
        plan(notBefore: max(loop.loop.now, due + .nanoseconds(1)))
        switch activity {
        case .idle: leaveOutRetries()
        case .waiting: return published.withLock { $0.tally.count(.overrun) }
        case .running: return published.withLock { $0.tally.count(.skipped) }
        }
        enter { $0.run(due: due) }
    }

    /// Calls `body` when the gate lets a probe in, at once or later. It is to attempt one, or to finish.
    func enter(_ body: @escaping @Sendable (isolated Monitor) -> Void) {
        activity = .waiting
        let mayRun = surroundings.gate.enter { [self, loop] in
            loop.loop.execute { self.assumeIsolated { body($0) } }
        }
        if mayRun { body(self) }
    }

    private func run(due: NIODeadline) {
        // It was ended while it waited.
        guard next != nil else { return finish() }
        surroundings.startDelay(max(.zero, Duration(loop.loop.now - due)))
        attempt()
    }

    /// Probes, as often as it is called between two starts.
    func attempt() {
        activity = .running(Deadline(in: target.timeout, on: loop.loop))
        Task(executorPreference: loop.executor) { await self.probe() }
    }

    private func probe() async {
        guard case .running(let deadline) = activity else { return }
        let (target, startedAt) = (target, loop.loop.now)
        let report = await surroundings.probe(target, deadline)
        if round == nil { record(report) } else { published.withLock { $0.tally.count(retry: report) } }
        surroundings.reported(target, report)
        finish()
        goOn(report, startedAt: startedAt)
    }

    func finish() {
        activity = .idle
        surroundings.gate.leave()
        let waiters = idleWaiters
        idleWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    // MARK: What comes of a probe

    func record(_ report: ProbeReport) {
        published.withLock { $0.record(report, at: loop.loop.now) }
        for listener in listeners { listener.hear(report) }
    }
}

extension Timestamp {
    fileprivate init(_ time: UnixTime) {
        self.init(secondsSinceEpoch: time.seconds)
    }
}

extension Target {
    fileprivate var possibleFailures: FailureReasons { module.settings.possibleFailures(at: address) }

    /// `job="…",instance="…"` and its own labels, as all pages have them.
    var renderedLabels: [UInt8] {
        var text: [UInt8] = []
        var isFirst = true
        for (name, value) in [("job", job), ("instance", instance)] + labels.map({ ($0.name, $0.value) }) {
            LabelText.append(name: name, value: value.utf8, isFirst: &isFirst, to: &text)
        }
        return text
    }
}
