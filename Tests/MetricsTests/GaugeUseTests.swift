import NinesMetrics
import Testing

@Suite struct GaugeUseTests {
    private struct Broken: Error {}

    private let clock = HandClock()
    private let registry: Registry
    private let gauge: Gauge
    private let family: Family<Gauge, String>

    init() throws {
        registry = Registry(clock: clock.forRegistry)
        gauge = try registry.gauge("jobs", help: "Jobs.")
        family = try registry.gauge("tasks", help: "Tasks.", labels: LabelName("kind"))
    }

    @Test func `is set to the time of the registry's clock`() throws {
        gauge.setToCurrentTime()
        #expect(gauge.value == 1_800_000_000)
        clock.advance(by: .milliseconds(1_250))
        #expect(gauge.value == 1_800_000_000)
        gauge.setToCurrentTime()
        #expect(gauge.value == 1_800_000_001.25)
        family.setToCurrentTime("a")
        #expect(registry.collect().value(of: "tasks", labels: ["kind": "a"]) == 1_800_000_001.25)
        let dynamic = try registry.gauge("dynamic", help: "Dynamic.", labelNames: ["kind"])
        try dynamic.labels(["kind": "b"]).setToCurrentTime()
        #expect(registry.collect().value(of: "dynamic", labels: ["kind": "b"]) == 1_800_000_001.25)
    }

    @Test func `counts what is in progress`() async throws {
        let inner = gauge.trackInProgress { gauge.trackInProgress { gauge.value } }
        #expect(inner == 2)
        #expect(gauge.value == 0)
        let during = await gauge.trackInProgress {
            await Task.yield()
            return gauge.value
        }
        #expect(during == 1)
        #expect(gauge.value == 0)
    }

    @Test func `counts no longer what threw`() async {
        #expect(throws: Broken.self) {
            try gauge.trackInProgress { () throws(Broken) in throw Broken() }
        }
        await #expect(throws: Broken.self) {
            try await gauge.trackInProgress {
                await Task.yield()
                throw Broken()
            }
        }
        #expect(gauge.value == 0)
    }

    @Test func `counts what is in progress in a child`() async {
        let during = family.trackInProgress("a") { family.labels("a").value }
        let duringAsync = await family.trackInProgress("a") {
            await Task.yield()
            return family.labels("a").value
        }
        #expect(during == 1)
        #expect(duringAsync == 1)
        #expect(family.labels("a").value == 0)
    }

    @Test func `leaves a new child alone when the tracked one was removed`() {
        family.trackInProgress("a") {
            family.remove("a")
            family.set("a", to: 5)
        }
        #expect(family.labels("a").value == 5)
    }
}
