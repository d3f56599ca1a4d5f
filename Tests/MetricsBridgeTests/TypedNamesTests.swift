import CoreMetrics
import NinesExposition
import NinesMetrics
import NinesMetricsBridge
import Testing

/// The service's own registrations beside what others record through swift-metrics, in either order.
@Suite struct TypedNamesTests {
    let registry = Registry()
    let told = Lock<[String]>([])

    private func factory() throws -> NinesMetricsFactory {
        var policy = BridgePolicy()
        policy.onConflict = { [told] conflict in told.withLock { $0.append(conflict.description) } }
        return try NinesMetricsFactory(registry: registry, policy: policy)
    }

    private func pageLines() -> [Substring] {
        String(decoding: Array(ExpositionBody(registry.collect(), format: .text).joined()), as: UTF8.self)
            .split(separator: "\n").filter { !$0.contains("nines_metrics_bridge") }
    }

    @Test func `a typed registration takes a name that the bridge has, whose counts go on under another`() throws {
        let factory = try factory()
        let bridged = factory.makeCounter(label: "http_requests_total", dimensions: [("code", "200")])
        bridged.increment(by: 5)
        _ = registry.collect()
        let own = try registry.counter("http_requests_total", help: "Ours.")
        own.increment(by: 2)
        bridged.increment(by: 1)
        factory.makeCounter(label: "http_requests_total", dimensions: [("code", "200")]).increment(by: 1)
        factory.makeCounter(label: "http_requests_total", dimensions: [("code", "500")]).increment(by: 1)

        #expect(
            pageLines().joined(separator: "\n") == """
                # HELP http_requests_counter_total Recorded through swift-metrics as http_requests_total.
                # TYPE http_requests_counter_total counter
                http_requests_counter_total{code="200"} 7
                http_requests_counter_total{code="500"} 1
                # HELP http_requests_total Ours.
                # TYPE http_requests_total counter
                http_requests_total 2
                """)
        #expect(
            told.withLock { $0 } == [
                "http_requests_total: the name http_requests_total belongs to another metric; "
                    + "it is exposed as http_requests_counter_total"
            ])
        #expect(
            registry.collect().value(of: "nines_metrics_bridge_conflicts_total", labels: ["reason": "type"]) == 1)
    }

    @Test func `whichever comes first, both have the same names`() throws {
        func names(_ order: [(NinesMetricsFactory, Registry) throws -> Void]) throws -> [String] {
            let registry = Registry()
            let factory = try NinesMetricsFactory(registry: registry)
            for step in order { try step(factory, registry) }
            return registry.collect().families.map(\.descriptor.name).filter { !$0.hasPrefix("nines_") }
        }
        let bridge: (NinesMetricsFactory, Registry) -> Void = { factory, _ in
            factory.makeMeter(label: "depth", dimensions: []).set(1.0)
            factory.makeTimer(label: "work", dimensions: []).recordNanoseconds(1)
            factory.makeCounter(label: "jobs", dimensions: []).increment(by: 1)
        }
        let typed: (NinesMetricsFactory, Registry) throws -> Void = { _, registry in
            _ = try registry.counter("depth_total", help: "Claims depth, too.")
            _ = try registry.histogram("work_seconds", help: "Ours.", upperBounds: [1])
            _ = try registry.gauge("jobs", help: "What the bridged counter's family would be called.")
        }
        let expected = [
            "depth_gauge", "depth_total", "jobs", "jobs_counter_total", "work_seconds", "work_seconds_histogram",
        ]
        #expect(try names([bridge, typed]) == expected)
        #expect(try names([typed, bridge]) == expected)
    }

    @Test func `a family whose two names are taken later is exposed no more, and its instruments still work`() throws {
        let factory = try factory()
        let meter = factory.makeMeter(label: "depth", dimensions: [])
        _ = try registry.gauge("depth_gauge", help: "Ours.")
        meter.set(3.0)
        #expect(registry.collect().value(of: "depth") == 3)
        try registry.gauge("depth", help: "Ours.") { 9 }
        meter.set(4.0)
        factory.makeMeter(label: "depth", dimensions: [("a", "b")]).set(4.0)
        #expect(registry.collect().value(of: "depth") == 9)
        #expect(registry.collect().value(of: "depth_gauge") == 0)
        #expect(told.withLock { $0 } == ["depth: the name depth belongs to another metric; it is not exposed"])
    }

    @Test func `a moved family gives way once more, and each move is told`() throws {
        let factory = try factory()
        let counter = factory.makeCounter(label: "jobs", dimensions: [])
        _ = try registry.counter("jobs_total", help: "Ours.")
        counter.increment(by: 1)
        #expect(registry.collect().value(of: "jobs_counter_total") == 1)
        _ = try registry.counter("jobs_counter_total", help: "Ours.")
        #expect(registry.collect().value(of: "jobs_counter_total") == 0)
        #expect(told.withLock { $0 }.map { $0.hasSuffix("not exposed") } == [false, true])
    }

    @Test func `a typed registration that fails moves nothing`() throws {
        let factory = try factory()
        factory.makeMeter(label: "depth", dimensions: []).set(1.0)
        _ = try registry.gauge("depth_total", help: "Ours.")
        #expect(throws: RegistrationError.self) {
            // Claims `depth`, which would give way, and `depth_total`, which does not.
            try registry.counter("depth_total", help: "Also ours.")
        }
        #expect(registry.collect().value(of: "depth") == 1)
        #expect(told.withLock { $0 }.isEmpty)
    }

    @Test func `of registrations and first uses at once, each name ends up with its typed family`() async throws {
        let (factory, registry) = (try factory(), registry)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for turn in 0..<200 {
                    factory.makeCounter(label: "n\(turn)", dimensions: []).increment(by: 1)
                    factory.makeMeter(label: "g\(turn)", dimensions: []).set(1.0)
                }
            }
            group.addTask {
                for turn in 0..<200 { try? registry.counter("n\(turn)_total", help: "Ours.").increment(by: 1_000) }
            }
            group.addTask {
                for turn in (0..<200).reversed() { try? registry.gauge("g\(turn)", help: "Ours.").set(1_000) }
            }
            group.addTask {
                for _ in 0..<50 {
                    let names = registry.collect().families.map(\.descriptor.name)
                    #expect(Set(names).count == names.count)
                }
            }
        }
        let snapshot = registry.collect()
        for turn in 0..<200 {
            #expect(snapshot.value(of: "n\(turn)_total") == 1_000)
            #expect(snapshot.value(of: "n\(turn)_counter_total") == 1)
            #expect(snapshot.value(of: "g\(turn)") == 1_000)
            #expect(snapshot.value(of: "g\(turn)_gauge") == 1)
        }
        #expect(Set(told.withLock { $0 }).count == 400)
        #expect(told.withLock { $0 }.count == 400)
    }
}
