import NinesMetrics
import Testing

@testable import nines

/// How `nines check` goes through its targets.
@Suite struct CheckRoundTests {
    @Test func `probes begin one after the other`() async {
        let start = ContinuousClock.now
        let reports = await CheckRound(count: 10).reports { _ in PublishedResults.success }
        #expect(reports.count == 10)
        // The last begins nine spacings after the first, however fast they end.
        #expect(start.duration(to: .now) >= .milliseconds(45))
    }

    @Test func `the last of many waits no longer than two seconds`() {
        #expect(CheckRound(count: 1).spacing == .milliseconds(5))
        #expect(CheckRound(count: 400).spacing == .milliseconds(5))
        #expect(CheckRound(count: 10_000).spacing == .microseconds(200))
        #expect(CheckRound(count: 0).spacing == .milliseconds(5))
    }

    /// Each waits until as many run as may.
    @Test func `no more run at once than may, and the reports are in the order of the targets`() async {
        struct Count {
            var running = 0
            var most = 0
        }
        let count = Lock(Count())
        let reports = await CheckRound(count: 70).reports { index in
            count.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
            while index < 64, count.withLock({ $0.most }) < 64 { await Task.yield() }
            count.withLock { $0.running -= 1 }
            var report = PublishedResults.success
            report.duration = .milliseconds(index)
            return report
        }
        #expect(reports.map(\.duration) == (0..<70).map { .milliseconds($0) })
        #expect(count.withLock { $0.most } == 64)
    }

    @Test func `a probe that was cancelled has no report`() async {
        let reports = await CheckRound(count: 3).reports { $0 == 1 ? nil : PublishedResults.success }
        #expect(reports.count == 2)
    }

    /// Nothing of it is left: no connection, no listener.
    @Test func `the process can be probed before others are`() async {
        await ProbeRunner.forTests().warmUp()
    }
}
