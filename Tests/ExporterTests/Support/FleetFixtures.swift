import NIOCore
import NIOEmbedded
import NinesMetrics
import NinesSLO

@testable import nines

extension Monitor.Surroundings {
    /// For monitors that never probe.
    static var idle: Monitor.Surroundings {
        Monitor.Surroundings(
            probe: { _, _ in PublishedResults.nothing }, gate: ProbeGate(limit: 1), startDelay: { _ in },
            reported: { _, _ in })
    }
}

/// A fleet on a loop whose time a test moves, and probes that end when the test says so.
final class StagedFleet: Sendable {
    let loop = NIOAsyncTestingEventLoop()
    let fleet: Fleet
    let gate: ProbeGate
    private let state: Lock<State>

    private struct State {
        var started: [String] = []
        var delays: [Duration] = []
        var reports: [String] = []
        /// What probes of targets come to, a mark for each: `+`, `-`, or `0` for no verdict. The last one stays; `+`
        /// where there is none.
        var answers: [String: Substring] = [:]
        var transitions: [String] = []
        /// Probes of these targets wait until they are let go.
        var held: Set<String> = []
        var waiting: [String: EventLoopPromise<Void>] = [:]

        mutating func answer(_ name: String) -> ProbeReport {
            guard let marks = answers[name], let mark = marks.first else { return PublishedResults.success }
            if marks.count > 1 { answers[name] = marks.dropFirst() }
            return mark == "-"
                ? PublishedResults.refusal : mark == "0" ? PublishedResults.nothing : PublishedResults.success
        }
    }

    init(
        _ targets: [Target], holding held: Set<String> = [], concurrent: Int = 100,
        beginningAfter wait: Duration = .zero, answers: [String: String] = [:]
    ) async throws {
        let state = Lock(State(answers: answers.mapValues { $0[...] }, held: held))
        self.state = state
        let loop = loop
        gate = ProbeGate(limit: concurrent)
        let start = loop.now
        fleet = Fleet(
            group: loop,
            surroundings: Monitor.Surroundings(
                probe: { target, deadline in await Self.probe(target, deadline, state) },
                gate: gate,
                startDelay: { delay in state.withLock { $0.delays.append(delay) } },
                reported: { target, report in
                    state.withLock { $0.reports.append("\(target.name) \(report.verdict.word)") }
                },
                changed: { change in
                    let second = change.at.nanosecondsSinceEpoch / 1_000_000_000
                    state.withLock {
                        $0.transitions.append("\(second) \(change.target) \(change.to.name.rawValue)")
                    }
                },
                now: {
                    Timestamp(nanosecondsSinceEpoch: Duration(loop.now - start).nanoseconds)
                }))
        fleet.prepare(targets.map { Fleet.Entry(target: $0) }, created: UnixTime(milliseconds: 0))
        await pass(wait)
        await running { await $0.begin() }
    }

    /// Makes the targets what is watched.
    func watch(_ targets: [Target]) async {
        let entries = targets.map { Fleet.Entry(target: $0) }
        await running { await $0.apply(entries, created: UnixTime(milliseconds: 0)) }
        await settle()
    }

    /// Stops the fleet.
    func end(grace: Duration) async { await running { await $0.end(grace: grace) } }

    /// Runs the loop, whose time stands still, for as long as the fleet is busy with something.
    private func running(_ body: @escaping @Sendable (Fleet) async -> Void) async {
        let isDone = Lock(false)
        async let work: Void = {
            await body(fleet)
            isDone.withLock { $0 = true }
        }()
        while !isDone.withLock({ $0 }) {
            await loop.run()
            await Task.yield()
        }
        await work
    }

    /// Names of targets in the order in which their probes began.
    var started: [String] { state.withLock(\.started) }
    var delays: [Duration] { state.withLock(\.delays) }
    /// Names of targets and the verdicts, in the order in which probes ended.
    var reports: [String] { state.withLock(\.reports) }

    /// Seconds, names of targets and the states that they went to.
    var transitions: [String] { state.withLock(\.transitions) }

    /// What the next probes of a target come to.
    func answer(_ name: String, _ marks: String) { state.withLock { $0.answers[name] = marks[...] } }

    func tally(_ name: String) -> ProbeTally? {
        fleet.monitors.map { $0.published.withLock { $0 } }.first { $0.target.name == name }?.tally
    }

    /// Makes the probes of a target that begin from now on wait.
    func hold(_ name: String) { _ = state.withLock { $0.held.insert(name) } }

    /// Lets the probes of a target end, now and from now on.
    func letGo(_ name: String) async {
        let waiting = state.withLock { state in
            state.held.remove(name)
            return state.waiting.removeValue(forKey: name)
        }
        try? await loop.executeInContext { waiting?.succeed() }
        await settle()
    }

    /// Moves time on, and lets everything that is due happen: a second at a time, as a probe's end may take a moment of
    /// real time that the loop's must not run ahead of.
    func pass(_ time: Duration) async {
        var left = time
        repeat {
            let step = min(left, .seconds(1))
            await loop.advanceTime(by: TimeAmount(step))
            await settle()
            left -= step
        } while left > .zero
    }

    /// Returns when every probe that has begun has ended or waits to be let go.
    private func settle() async {
        repeat {
            await loop.run()
            await Task.yield()
        } while state.withLock({
            $0.delays.count > $0.started.count || $0.started.count != $0.reports.count + $0.waiting.count
        })
    }

    nonisolated(nonsending) private static func probe(_ target: Target, _ deadline: Deadline, _ state: Lock<State>)
        async -> ProbeReport
    {
        let wait: EventLoopPromise<Void>? = state.withLock { state in
            state.started.append(target.name)
            guard state.held.contains(target.name) else { return nil }
            let promise = deadline.loop.makePromise(of: Void.self)
            state.waiting[target.name] = promise
            return promise
        }
        if let wait {
            let observer = deadline.observe { _ in
                if state.withLock({ $0.waiting.removeValue(forKey: target.name) }) != nil { wait.succeed() }
            }
            await wait.futureResult.ended()
            deadline.forget(observer)
        }
        deadline.end()
        switch deadline.interruption {
        case nil: return state.withLock { $0.answer(target.name) }
        case .deadline: return PublishedResults.refusal
        case .cancellation:
            var report = PublishedResults.nothing
            report.verdict = .none(NoVerdict(reason: .cancelled, message: "cancelled"))
            return report
        }
    }
}

extension Verdict {
    /// For comparing.
    var word: String {
        switch self {
        case .success: "success"
        case .failure: "failure"
        case .none(let reason): reason.reason.rawValue
        }
    }
}

extension Target {
    static func named(
        _ name: String, interval: Duration = .seconds(10), rules: StateRules = StateRules()
    ) -> Target {
        Target(
            name: name, url: "http://\(name).test/", module: .http2xx, interval: interval,
            timeout: min(interval, .seconds(5)), rules: rules)
    }
}

extension EventLoopFuture where Value == Void {
    /// Returns on the caller's executor when the future is complete: NIO's own `get()` goes by Swift's pool of threads,
    /// which runs when it likes.
    nonisolated(nonsending) fileprivate func ended() async {
        await withUnsafeContinuation { continuation in
            whenComplete { _ in continuation.resume() }
        }
    }
}
