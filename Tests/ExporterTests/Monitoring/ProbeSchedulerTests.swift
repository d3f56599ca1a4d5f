import Logging
import NinesMetrics
import ServiceLifecycle
import Testing

@testable import nines

/// Over the real clock, with intervals of milliseconds; what is asserted holds on a slow machine too.
@Suite struct ProbeSchedulerTests {
    private final class Journal: Sendable {
        let published = Lock<[Int: Int]>([:])
        let open = Lock((now: 0, most: 0))
    }

    private func targets(_ count: Int, interval: Duration) -> [Target] {
        (0..<count).map {
            Target(name: "\($0)", url: "http://\($0)/", module: .http2xx, interval: interval, timeout: interval)
        }
    }

    private func result() -> ProbeResult {
        ProbeResult(startedAt: 0, duration: .zero, timeout: .seconds(1))
    }

    /// Runs the scheduler until `isEnough`, then shuts it down and waits for it.
    private func run(_ scheduler: ProbeScheduler, until isEnough: @escaping @Sendable () -> Bool) async throws {
        let group = ServiceGroup(services: [scheduler], logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            while !isEnough() { try await Task.sleep(for: .milliseconds(2)) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(10))) func `probes each target again and again though one hangs`() async throws {
        let journal = Journal()
        let scheduler = ProbeScheduler(
            targets: targets(4, interval: .milliseconds(20)),
            probe: { target throws(CancellationError) in
                if target.name == "2" {
                    do { try await Task.sleep(for: .seconds(3_600)) } catch { throw CancellationError() }
                }
                return result()
            },
            publish: { index, _, _ in journal.published.withLock { $0[index, default: 0] += 1 } },
            isReady: {}, grace: .zero)
        try await run(scheduler) {
            journal.published.withLock { published in [0, 1, 3].allSatisfy { published[$0, default: 0] >= 5 } }
        }
        // Cancelled at shutdown, and so no result.
        #expect(journal.published.withLock { $0[2] } == nil)
    }

    @Test(.timeLimit(.minutes(10))) func `probes nothing before it may`() async throws {
        let journal = Journal()
        let gate = Gate()
        let scheduler = ProbeScheduler(
            targets: targets(2, interval: .milliseconds(5)),
            probe: { _ throws(CancellationError) in
                journal.open.withLock { $0.most += 1 }
                return result()
            },
            publish: { _, _, _ in }, isReady: { await gate.wait() })
        try await run(scheduler) { true }
        #expect(journal.open.withLock(\.most) == 0)
    }

    @Test(.timeLimit(.minutes(10))) func `never probes a target twice at once`() async throws {
        let journal = Journal()
        let finished = Lock(0)
        let scheduler = ProbeScheduler(
            targets: targets(1, interval: .milliseconds(1)),
            probe: { _ throws(CancellationError) in
                journal.open.withLock { open in
                    open.now += 1
                    open.most = max(open.most, open.now)
                }
                try? await Task.sleep(for: .milliseconds(3))
                journal.open.withLock { $0.now -= 1 }
                return result()
            },
            publish: { _, _, _ in finished.withLock { $0 += 1 } }, isReady: {})
        try await run(scheduler) { finished.withLock { $0 } >= 10 }
        #expect(journal.open.withLock(\.most) == 1)
    }

    @Test(.timeLimit(.minutes(10))) func `lets a running probe end after shutdown`() async throws {
        let (started, release) = (Gate(), Gate())
        let journal = Journal()
        let scheduler = ProbeScheduler(
            targets: targets(1, interval: .seconds(3_600)),
            probe: { _ throws(CancellationError) in
                started.open()
                await release.wait()
                return result()
            },
            publish: { index, _, _ in journal.published.withLock { $0[index, default: 0] += 1 } }, isReady: {})
        let group = ServiceGroup(services: [scheduler], logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await started.wait()
            await group.triggerGracefulShutdown()
            release.open()
            try await tasks.waitForAll()
        }
        #expect(journal.published.withLock { $0[0] } == 1)
    }

    @Test(.timeLimit(.minutes(10))) func `waits for shutdown with nothing to probe`() async throws {
        let scheduler = ProbeScheduler(
            targets: [], probe: { _ throws(CancellationError) in result() }, publish: { _, _, _ in }, isReady: {})
        try await run(scheduler) { true }
    }
}
