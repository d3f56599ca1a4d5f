import Logging
import NIOPosix
import NinesMetrics
import NinesSLO
import Testing

@testable import nines

@Suite struct ReadinessTests {
    private func exporter(
        interval: Duration, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) throws -> Exporter {
        let target = Target(
            name: "shop", url: "http://127.0.0.1:1/", module: PublishedResults.targets[0].module, interval: interval,
            timeout: .seconds(1))
        return try Exporter(
            Configuration(modules: [:], targets: [target], slos: []), group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test"), now: now)
    }

    @Test func `a target that was not probed yet is waited for as long as its interval`() throws {
        let exporter = try exporter(interval: .seconds(3))
        #expect(!exporter.isReady(after: .milliseconds(2_999)))
        #expect(exporter.isReady(after: .seconds(3)))
    }

    @Test func `nobody waits longer than ten seconds, whatever the wall clock shows`() throws {
        // Each look at it finds it an hour further back.
        let wall = Lock(Timestamp(secondsSinceEpoch: 1_800_000_000))
        let exporter = try exporter(interval: .seconds(3_600)) {
            wall.withLock { wall in
                wall = wall.advanced(by: .seconds(-3_600))
                return wall
            }
        }
        #expect(!exporter.isReady(after: .milliseconds(9_999)))
        #expect(exporter.isReady(after: .seconds(10)))
    }

    @Test func `the overview has the engine's time`() throws {
        let now = Timestamp(secondsSinceEpoch: 1_800_000_000)
        let overview = try exporter(interval: .seconds(3), now: { now }).overview()
        #expect(overview.startedAt == now)
        #expect(overview.now == now)
    }
}
