import NIOCore
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct OverviewModelTests {
    @Test func `shows the last results the counts and the statuses`() throws {
        let configuration = try Configuration.parse(
            """
            targets:
              - {name: shop, url: "http://shop.example/health", job: web}
              - {name: cellar, url: "http://cellar.example/"}
            slos:
              - name: latency
                service: shop
                objective: 0.9
                window: 10m
                indicator: {probe: {target: shop, faster_than: 150ms}}
                alerting: {tiers: [{severity: page, factor: 2, long: 30s, short: 10s}]}
            """, file: "nines.yml")
        let start = Timestamp(secondsSinceEpoch: 1_790_000_000)
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(configuration.slos[0].definition)
        engine.advance(to: start)
        recorder.record(EventCounts(good: 6, bad: 4))
        engine.advance(to: start.advanced(by: .seconds(5)))
        var seen = HTTPObservation()
        seen.statusCode = 503
        let failure = ProbeFailure(reason: .status, message: "status 503")
        let report = ProbeReport(
            startedAt: 1_790_000_004, duration: .milliseconds(7), timeout: .seconds(1), verdict: .failure(failure),
            observation: seen)
        var monitors = configuration.targets.map { Monitor.Published($0, created: UnixTime(milliseconds: 0)) }
        monitors[0].record(report, at: .now())
        let round = try #require(
            ProbeRound(report, startedAt: .uptimeNanoseconds(0), endedAt: .uptimeNanoseconds(0)))
        monitors[0].state.hear(round.outcome, monitors[0].target.rules)
        _ = monitors[0].state.settle(
            as: monitors[0].target,
            at: MonitorState.Moment(now: .uptimeNanoseconds(0), time: start.advanced(by: .seconds(4))))

        let model = OverviewModel(
            configuration: configuration,
            monitors: monitors,
            statuses: engine.statuses, startedAt: start, now: start.advanced(by: .seconds(5)))

        #expect(model.version == Version.current)
        #expect(model.targets.map(\.url) == ["http://shop.example/health", "http://cellar.example/"])
        #expect(model.targets.map(\.job) == ["web", "nines"])
        #expect(model.targets[0].last?.startedAt == start.advanced(by: .seconds(4)))
        #expect(model.targets[0].last?.statusCode == 503)
        #expect(model.targets[0].last?.failure == failure)
        #expect(model.targets[0].failures == 1)
        #expect(model.targets[0].state == .down && model.targets[0].since == start.advanced(by: .seconds(4)))
        #expect(model.targets[0].note == "the probe failed")
        #expect(model.targets[1].last == nil)
        #expect(model.targets[1].state == .unknown && model.targets[1].since == nil && model.targets[1].note == nil)
        #expect(model.slos[0].source == .probes(target: "shop", fasterThan: .milliseconds(150)))
        #expect(model.slos[0].counts == EventCounts(good: 6, bad: 4))
        #expect(model.slos[0].burnRate == 4)
        #expect(model.slos[0].budgetRemaining == -3)
        #expect(model.slos[0].alerts.map(\.severity) == [.page])
        #expect(model.slos[0].alerts.map(\.long.value) == [4])
        #expect(model.slos[0].alerts.map(\.short.window) == [.seconds(10)])
        #expect(model.slos[0].alerts.map(\.isFiring) == [true])
    }

    @Test func `shows what a composite is made of behind the others`() throws {
        let configuration = try Configuration.parse(CompositeSample.text(), file: "nines.yml")
        let engine = SLOEngine(now: nil)
        let recorders = try configuration.slos.map { try engine.add($0.definition) }
        for slo in configuration.composites { try engine.add(slo.definition, composedOf: slo.indicator) }
        let start = Timestamp(secondsSinceEpoch: 1_790_000_000)
        engine.advance(to: start)
        for recorder in recorders { recorder.record(EventCounts(good: 9, bad: 1)) }
        engine.advance(to: start.advanced(by: .seconds(5)))
        let model = OverviewModel(
            configuration: configuration, monitors: [], statuses: engine.statuses, startedAt: start,
            now: start.advanced(by: .seconds(5)))
        #expect(model.slos.map(\.name) == ["cart", "payment", "purchase"])
        #expect(model.slos[2].source == .parts(configuration.composites[0].indicator))
        #expect(abs(model.slos[2].burnRate - 0.19 / 0.01) < 1e-9)
        #expect(
            OverviewText.SLOText(model.slos[2], now: model.now).promise == "99 % of cart, payment together (serial)")
    }
}
