import NinesMetrics
import Synchronization
import Testing

@Suite struct ExpiryTests {
    private let clock = HandClock()

    private func registry() -> Registry { Registry(clock: clock.forRegistry) }

    private func names(_ registry: Registry, _ family: String) -> [String] {
        registry.collect().family(family).map { family in
            (0..<family.count).map { family.labels.labels($0).first?.value ?? "" }
        } ?? []
    }

    private let limits = ChildLimits(idleTime: .seconds(60))

    @Test func `removes counters that were not updated for the idle time`() throws {
        let registry = registry()
        let family = try registry.counter("jobs_total", help: "J.", limits: limits, labels: LabelName("queue"))
        for queue in ["a", "b", "c"] { family.increment(queue) }
        #expect(names(registry, "jobs_total") == ["a", "b", "c"])
        clock.advance(by: .seconds(59))
        family.increment("b")
        family.increment("c", by: 0.5)
        #expect(names(registry, "jobs_total") == ["a", "b", "c"])
        clock.advance(by: .seconds(1))
        #expect(names(registry, "jobs_total") == ["b", "c"])
        clock.advance(by: .seconds(58))
        family.increment("a", by: 7)
        #expect(names(registry, "jobs_total") == ["a", "b", "c"])
        clock.advance(by: .seconds(1))
        #expect(names(registry, "jobs_total") == ["a"])
        #expect(registry.collect().value(of: "jobs_total", labels: ["queue": "a"]) == 7)
    }

    @Test func `keeps gauges that are set to the same value again`() throws {
        let registry = registry()
        let family = try registry.gauge("up", help: "U.", limits: limits, labelNames: ["job"])
        for job in ["a", "b"] { try family.labels(["job": job]).set(0) }
        for _ in 0..<3 {
            _ = registry.collect()
            clock.advance(by: .seconds(40))
            try family.labels(["job": "b"]).set(0)
        }
        #expect(names(registry, "up") == ["b"])
    }

    @Test func `keeps gauges that are not zero and state sets that are not as they began`() throws {
        enum Circuit: String, CaseIterable, LabelValue { case closed, open }
        let registry = registry()
        let jobs = try registry.gauge("jobs", help: "J.", limits: limits, labels: LabelName("queue"))
        let circuits = try registry.stateSet(
            "circuit", help: "C.", of: Circuit.self, initially: .closed, limits: limits, labels: LabelName("host"))
        for queue in ["busy", "done", "nan"] { jobs.increment(queue) }
        jobs.increment("done", by: -1)
        jobs.set("nan", to: .nan)
        for host in ["a", "b"] { circuits.set(host, state: .open) }
        circuits.set("a", state: .closed)
        for _ in 0..<3 {
            _ = registry.collect()
            clock.advance(by: .seconds(61))
        }
        #expect(names(registry, "jobs") == ["busy", "nan"])
        #expect(registry.collect().value(of: "circuit", labels: ["host": "a", "circuit": "closed"]) == nil)
        #expect(registry.collect().value(of: "circuit", labels: ["host": "b", "circuit": "open"]) == 1)
        // Work in progress that ends is not lost, and the gauge may go then.
        jobs.increment("busy", by: -1)
        #expect(registry.collect().value(of: "jobs", labels: ["queue": "busy"]) == 0)
        clock.advance(by: .seconds(61))
        #expect(names(registry, "jobs") == ["nan"])
    }

    @Test func `keeps every kind of child that somebody holds`() throws {
        let registry = registry()
        let counter = try registry.counter("c_total", help: "C.", limits: limits, labels: LabelName("k"))
        let gauge = try registry.gauge("g", help: "G.", limits: limits, labelNames: ["k"])
        let histogram = try registry.histogram(
            "h", help: "H.", upperBounds: [1], limits: limits, labels: LabelName("k"))
        let native = try registry.nativeHistogram("n", help: "N.", limits: limits, labels: LabelName("k"))
        let summary = try registry.summary("s", help: "S.", limits: limits, labels: LabelName("k"))
        var held: [Instrument] = [
            counter.labels("x"), try gauge.labels(["k": "x"]), histogram.labels("x"), native.labels("x"),
            summary.labels("x"),
        ]
        counter.increment("y")
        for _ in 0..<4 {
            _ = registry.collect()
            clock.advance(by: .seconds(61))
        }
        for family in ["c_total", "g", "h", "n", "s"] { #expect(names(registry, family) == ["x"], "\(family)") }
        withExtendedLifetime(held) {}
        held = []
        _ = registry.collect()
        for family in ["c_total", "g", "h", "n", "s"] { #expect(names(registry, family) == [], "\(family)") }
    }

    @Test func `expires every kind of instrument`() throws {
        let registry = registry()
        let histogram = try registry.histogram(
            "h", help: "H.", upperBounds: [1], limits: limits, labels: LabelName("k"))
        let counter = try registry.counter(
            "c_total", help: "C.", limits: limits, exemplars: .given(), labels: LabelName("k"))
        let native = try registry.nativeHistogram("n", help: "N.", limits: limits, labels: LabelName("k"))
        let summary = try registry.summary("s", help: "S.", quantiles: [0.5], limits: limits, labels: LabelName("k"))
        for kind in ["kept", "idle"] {
            histogram.observe(kind, value: 0)
            counter.increment(kind)
            native.observe(kind, value: 2)
            summary.observe(kind, value: 2)
        }
        for _ in 0..<3 {
            _ = registry.collect()
            clock.advance(by: .seconds(40))
            histogram.observe("kept", value: 0)
            counter.increment("kept")
            native.observe("kept", value: 0)
            summary.observe("kept", value: .nan)
        }
        for family in ["h", "c_total", "n", "s"] { #expect(names(registry, family) == ["kept"], "\(family)") }
    }

    @Test func `starts a child that comes back at zero`() throws {
        let registry = registry()
        let family = try registry.counter("jobs_total", help: "J.", limits: limits, labels: LabelName("queue"))
        family.increment("a", by: 5)
        _ = registry.collect()
        clock.advance(by: .seconds(61))
        #expect(names(registry, "jobs_total") == [])
        family.increment("a")
        #expect(registry.collect().value(of: "jobs_total", labels: ["queue": "a"]) == 1)
    }

    @Test func `keeps a native histogram that was reset and has as many observations again`() throws {
        let registry = registry()
        let family = try registry.nativeHistogram(
            "size_bytes", help: "S.", bucketLimits: NativeHistogramLimits(bucketCount: 1, resetInterval: .zero),
            limits: limits, labels: LabelName("kind"))
        for _ in 0..<3 {
            for size in [1.0, 1_000] { family.observe("a", value: size) }
            // Exposes both, then resets.
            #expect(names(registry, "size_bytes") == ["a"])
            clock.advance(by: .seconds(60))
        }
        #expect(names(registry, "size_bytes") == ["a"])
        clock.advance(by: .seconds(60))
        #expect(names(registry, "size_bytes") == [])
    }

    @Test func `makes room for others when children expire`() throws {
        let registry = registry()
        let family = try registry.counter(
            "jobs_total", help: "J.", limits: ChildLimits(count: 1, idleTime: .seconds(60)), labels: LabelName("queue"))
        for queue in ["a", "b"] { family.increment(queue) }
        #expect(names(registry, "jobs_total") == ["a", "other"])
        clock.advance(by: .seconds(60))
        #expect(names(registry, "jobs_total") == [])
        family.increment("b")
        #expect(names(registry, "jobs_total") == ["b"])
    }

    /// The clock is read while children are leaving.
    @Test func `a child that is wanted while it leaves a full family stays, also when others are turned away`() throws {
        let use = Mutex<(@Sendable () -> Void)?>(nil)
        let registry = Registry(
            clock: MetricClock(
                now: { [clock] in
                    use.withLock { $0.take() }?()
                    return clock.forRegistry.now()
                },
                elapsed: clock.forRegistry.elapsed))
        let limits = ChildLimits(count: 2, idleTime: .seconds(60))
        let family = try registry.counter("full_jobs_total", help: "J.", limits: limits, labels: LabelName("queue"))
        for queue in ["a", "b"] { family.increment(queue) }
        #expect(names(registry, "full_jobs_total") == ["a", "b"])
        clock.advance(by: .seconds(60))
        use.withLock { use in
            use = {
                for queue in ["new", "a", "newer", "a"] { family.increment(queue) }
                family.labels("a").increment()
            }
        }
        #expect(names(registry, "full_jobs_total") == ["a", "other"])
        #expect(registry.collect().value(of: "full_jobs_total", labels: ["queue": "a"]) == 4)
        #expect(registry.collect().value(of: "full_jobs_total", labels: ["queue": "other"]) == 2)
        family.increment("b")
        for _ in 0..<2 { family.increment("newest") }
        #expect(registry.collect().value(of: "full_jobs_total", labels: ["queue": "other"]) == 4)
        let overflowed = Registry(exposesOwnMetrics: true).collect()
            .value(of: "nines_metrics_overflowed_total", labels: ["family": "full_jobs_total"])
        #expect(overflowed == 4)
    }

    @Test func `keeps idle children of families without an idle time`() throws {
        let registry = registry()
        let family = try registry.counter("jobs_total", help: "J.", labels: LabelName("queue"))
        family.increment("a")
        _ = registry.collect()
        clock.advance(by: .seconds(1_000_000))
        #expect(names(registry, "jobs_total") == ["a"])
    }

    @Test func `an info expires that nobody holds, looks up or sets for the idle time`() throws {
        let registry = registry()
        let limits = ChildLimits(idleTime: .seconds(10))
        let sessions = try registry.info("session_info", help: "S.", limits: limits, labels: LabelName("id"))
        let named = try registry.info("named_info", help: "N.", limits: limits, labelNames: ["id"])
        let config = try registry.info("config_info", help: "C.", limits: limits, labels: LabelName("hash"))
        var held: Info? = sessions.labels("held")
        _ = sessions.labels("looked up")
        _ = sessions.labels("idle")
        for id in ["looked up", "idle"] { _ = try named.labels(["id": id]) }
        config.set("a")
        func exposed() -> [Bool] {
            let snapshot = registry.collect()
            return ["held", "looked up", "idle"].map {
                snapshot.value(of: "session_info", labels: ["id": $0]) == 1
            } + ["looked up", "idle"].map { snapshot.value(of: "named_info", labels: ["id": $0]) == 1 }
                + [snapshot.value(of: "config_info", labels: ["hash": "a"]) == 1]
        }
        #expect(exposed() == [true, true, true, true, true, true])
        for _ in 0..<3 {
            clock.advance(by: .seconds(6))
            _ = sessions.labels("looked up")
            _ = try named.labels(["id": "looked up"])
            config.set("a")
            _ = exposed()
        }
        #expect(exposed() == [true, true, false, true, false, true])
        withExtendedLifetime(held) {}
        held = nil
        for _ in 0..<2 {
            clock.advance(by: .seconds(11))
            _ = exposed()
        }
        #expect(exposed() == [false, false, false, false, false, false])
    }
}
