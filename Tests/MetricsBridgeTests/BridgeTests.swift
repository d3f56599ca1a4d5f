import CoreMetrics
import NinesExposition
import NinesMetrics
import Synchronization
import Testing

@testable import NinesMetricsBridge

@Suite struct BridgeTests {
    let registry = Registry()

    private func factory(_ change: (inout BridgePolicy) -> Void = { _ in }) throws -> NinesMetricsFactory {
        var policy = BridgePolicy()
        change(&policy)
        return try NinesMetricsFactory(registry: registry, policy: policy)
    }

    /// The page without what the bridge says of itself.
    private func page() -> String {
        let text = String(
            decoding: Array(ExpositionBody(registry.collect(), format: .text).joined()), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.contains("nines_metrics_bridge") }.joined(separator: "\n")
    }

    private func conflicts(_ reason: String) -> Double? {
        registry.collect().value(of: "nines_metrics_bridge_conflicts_total", labels: ["reason": reason])
    }

    @Test func `every kind of instrument is exposed under its legal name`() throws {
        let factory = try factory {
            $0.upperBounds = [0.1, 1]
            $0.recorderUpperBounds = [0.1, 1]
        }
        factory.makeCounter(label: "jobs.done", dimensions: []).increment(by: 2)
        factory.makeFloatingPointCounter(label: "jobs.done", dimensions: []).increment(by: 0.5)
        factory.makeMeter(label: "queue-length", dimensions: []).set(7 as Int64)
        factory.makeRecorder(label: "9size", dimensions: [], aggregate: true).record(0.5)
        factory.makeRecorder(label: "last", dimensions: [], aggregate: false).record(3 as Int64)
        factory.makeTimer(label: "work", dimensions: [("a.b", "x")]).recordNanoseconds(250_000_000)

        #expect(
            page() == """
                # HELP _9size Recorded through swift-metrics as 9size.
                # TYPE _9size histogram
                _9size_bucket{le="0.1"} 0
                _9size_bucket{le="1.0"} 1
                _9size_bucket{le="+Inf"} 1
                _9size_sum 0.5
                _9size_count 1
                # HELP jobs_done_total Recorded through swift-metrics as jobs.done.
                # TYPE jobs_done_total counter
                jobs_done_total 2.5
                # HELP last Recorded through swift-metrics as last.
                # TYPE last gauge
                last 3
                # HELP queue_length Recorded through swift-metrics as queue-length.
                # TYPE queue_length gauge
                queue_length 7
                # HELP work_seconds Recorded through swift-metrics as work.
                # TYPE work_seconds histogram
                work_seconds_bucket{a_b="x",le="0.1"} 0
                work_seconds_bucket{a_b="x",le="1.0"} 1
                work_seconds_bucket{a_b="x",le="+Inf"} 1
                work_seconds_sum{a_b="x"} 0.25
                work_seconds_count{a_b="x"} 1
                """)
    }

    @Test func `one family holds children of different dimensions, and the order of dimensions means nothing`() throws {
        let factory = try factory()
        let first = factory.makeCounter(label: "hits", dimensions: [("a", "1"), ("b", "2")])
        #expect(first === factory.makeCounter(label: "hits", dimensions: [("b", "2"), ("a", "1")]))
        #expect(first === factory.makeCounter(label: "hits", dimensions: [("a", "1"), ("b", "2"), ("c", "")]))
        #expect(first !== factory.makeCounter(label: "hits", dimensions: [("a", "2"), ("b", "1")]))
        first.increment(by: 1)
        factory.makeCounter(label: "hits", dimensions: [("c", "q\"\n")]).increment(by: 1)
        factory.makeCounter(label: "hits", dimensions: []).increment(by: 1)

        #expect(
            page() == """
                # HELP hits_total Recorded through swift-metrics as hits.
                # TYPE hits_total counter
                hits_total 1
                hits_total{c="q\\"\\n"} 1
                hits_total{a="1",b="2"} 1
                hits_total{a="2",b="1"} 0
                """)
    }

    @Test func `of a dimension given twice the last holds, in the order of each call`() throws {
        let factory = try factory()
        for _ in 1...2 {
            factory.makeCounter(label: "hits", dimensions: [("a", "1"), ("a", "2")]).increment(by: 1)
            factory.makeCounter(label: "hits", dimensions: [("a", "2"), ("a", "1")]).increment(by: 1)
        }
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "hits_total", labels: ["a": "1"]) == 2)
        #expect(snapshot.value(of: "hits_total", labels: ["a": "2"]) == 2)
    }

    @Test func `names that Prometheus keeps for itself are exported ones`() throws {
        let dimensions = [("le", "1"), ("quantile", "2"), ("__name__", "3"), ("", "4"), ("é", "5")]
        try factory().makeTimer(label: "", dimensions: dimensions).recordNanoseconds(1)
        let labels = [
            "exported_le": "1", "exported_quantile": "2", "exported__name__": "3", "unnamed": "4", "_": "5",
        ]
        #expect(registry.collect().count(of: "unnamed_seconds", labels: labels) == 1)
    }

    @Test func `long values are cut between characters`() throws {
        let factory = try factory { $0.valueLengthLimit = 4 }
        for value in ["abcé", "abcéx"] {
            factory.makeCounter(label: "hits", dimensions: [("a", value)]).increment(by: 1)
        }
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "abc"]) == 2)
    }

    @Test func `another type of the same name is exposed under another, told once and counted`() throws {
        let told = Lock<[String]>([])
        let factory = try factory { $0.onConflict = { conflict in told.withLock { $0.append(conflict.description) } } }
        factory.makeMeter(label: "x", dimensions: []).set(1.0)
        for _ in 1...2 { factory.makeRecorder(label: "x", dimensions: [], aggregate: true).record(2.0) }
        for _ in 1...2 { factory.makeCounter(label: "x", dimensions: []).increment(by: 3) }

        let snapshot = registry.collect()
        #expect(snapshot.value(of: "x") == 1)
        #expect(snapshot.count(of: "x_histogram") == 2)
        #expect(snapshot.value(of: "x_counter_total") == 6)
        #expect(conflicts("type") == 2)
        #expect(
            told.withLock { $0 } == [
                "x: the name x belongs to another metric; it is exposed as x_histogram",
                "x: the name x_total belongs to another metric; it is exposed as x_counter_total",
            ])
    }

    @Test func `a name taken twice over still gives a working instrument`() throws {
        _ = try registry.gauge("y", help: "Ours.")
        _ = try registry.gauge("y_gauge", help: "Ours.")
        let factory = try factory()
        for value in ["a", "b"] { factory.makeMeter(label: "y", dimensions: [("k", value)]).set(5.0) }
        #expect(registry.collect().value(of: "y") == 0)
        #expect(conflicts("type") == 1)
    }

    @Test func `labels with the same legal name count in one family, told once`() throws {
        let factory = try factory()
        for label in ["a.b", "a-b", "a/b"] { factory.makeCounter(label: label, dimensions: []).increment(by: 1) }
        #expect(registry.collect().value(of: "a_b_total") == 3)
        #expect(conflicts("name") == 1)
    }

    @Test func `a recorder that has the name of a timer counts in its family, told once`() throws {
        let told = Mutex<[String]>([])
        let factory = try factory { $0.onConflict = { conflict in told.withLock { $0.append(conflict.description) } } }
        for _ in 1...2 {
            factory.makeTimer(label: "job_seconds", dimensions: []).recordNanoseconds(1_000_000_000)
            factory.makeRecorder(label: "job_seconds", dimensions: [], aggregate: true).record(2.0)
        }
        #expect(registry.collect().sum(of: "job_seconds") == 6)
        #expect(conflicts("name") == 1)
        #expect(
            told.withLock(\.self) == [
                "job_seconds: its name job_seconds is also that of the timer job_seconds; both count there"
            ])
    }

    @Test func `children beyond the limit count as other`() throws {
        let factory = try factory { $0.childLimits = ChildLimits(count: 2) }
        for path in 0..<10 { factory.makeCounter(label: "hits", dimensions: [("path", "/\(path)")]).increment(by: 1) }
        let snapshot = registry.collect()
        #expect(snapshot.childCount(of: "hits_total") == 3)
        #expect(snapshot.value(of: "hits_total", labels: ["path": "other"]) == 8)
        #expect(conflicts("limit") == 1)
    }

    @Test func `a destroyed child is gone, its handler records into nothing, and the next begins at 0`() throws {
        let factory = try factory()
        let old = factory.makeCounter(label: "hits", dimensions: [("a", "1")])
        old.increment(by: 5)
        factory.destroyCounter(old)
        old.increment(by: 5)
        #expect(registry.collect().childCount(of: "hits_total") == 0)
        let new = factory.makeCounter(label: "hits", dimensions: [("a", "1")])
        new.increment(by: 1)
        factory.destroyCounter(old)
        #expect(new !== old)
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "1"]) == 1)
    }

    @Test func `a destroyed child ends with the next collections`() throws {
        let factory = try factory()
        let kept = factory.makeCounter(label: "hits", dimensions: [("a", "2")])
        weak var gone: Instrument?
        do {
            let handler = factory.makeCounter(label: "hits", dimensions: [("a", "1")])
            gone = (handler as? BridgedHandler)?.instrument
            #expect(gone != nil)
            #expect(registry.collect().childCount(of: "hits_total") == 2)
            factory.destroyCounter(handler)
        }
        for _ in 0..<2 { #expect(registry.collect().childCount(of: "hits_total") == 1) }
        #expect(gone == nil)
        withExtendedLifetime(kept) {}
    }

    @Test func `threads that look up one child at once have handlers of their own, and any of them destroys it`()
        async throws
    {
        let factory = try factory()
        let handlers = Lock<[any CounterHandler]>([])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    let handler = factory.makeCounter(label: "hits", dimensions: [("a", "1")])
                    handler.increment(by: 1)
                    handlers.withLock { $0.append(handler) }
                }
            }
        }
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "1"]) == 40)
        let all = handlers.withLock { $0 }
        try factory.destroyCounter(#require(all.last))
        for handler in all { handler.increment(by: 1) }
        #expect(registry.collect().childCount(of: "hits_total") == 0)
        factory.makeCounter(label: "hits", dimensions: [("a", "1")]).increment(by: 1)
        for handler in all { factory.destroyCounter(handler) }
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "1"]) == 1)
    }

    @Test func `what a counter cannot take is dropped, and a reset changes nothing`() throws {
        let factory = try factory()
        let counter = factory.makeCounter(label: "n", dimensions: [])
        let fraction = factory.makeFloatingPointCounter(label: "n", dimensions: [])
        counter.increment(by: 4)
        for amount in [Int64.min, -1] { counter.increment(by: amount) }
        for amount in [-1, .nan, .infinity] as [Double] { fraction.increment(by: amount) }
        counter.reset()
        #expect(registry.collect().value(of: "n_total") == 4)
    }

    @Test func `upper bounds that do not ascend are refused by name`() {
        func refused(_ message: String, _ change: (inout BridgePolicy) -> Void) {
            let error = #expect(throws: RegistrationError.self) { try factory(change) }
            #expect(error?.description == message)
        }
        refused("t: upper bound 1.0 after 2.0: bounds must ascend") { $0.upperBoundsByLabel = ["t": [2, 1]] }
        refused("upperBounds: upper bound 1.0 after 2.0: bounds must ascend") { $0.upperBounds = [2, 1] }
        refused("recorderUpperBounds: upper bound 1.0 after 2.0: bounds must ascend") {
            $0.recorderUpperBounds = [2, 1]
        }
    }

    @Test func `timers have bounds for seconds, recorders bounds for sizes`() throws {
        let factory = try factory { $0.upperBoundsByLabel = ["own": [7], "caf\u{E9}": [8]] }
        factory.makeTimer(label: "work", dimensions: []).recordNanoseconds(1)
        factory.makeRecorder(label: "body.size", dimensions: [], aggregate: true).record(5_000 as Int64)
        factory.makeRecorder(label: "own", dimensions: [], aggregate: true).record(5_000 as Int64)
        func bounds(_ name: String) -> [Double]? {
            if case .histograms(let column) = registry.collect().family(name)?.values {
                column.upperBounds
            } else {
                nil
            }
        }
        #expect(bounds("work_seconds") == Histogram.defaultUpperBounds)
        #expect(
            bounds("body_size") == [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576])
        #expect(bounds("own") == [7])
        // Other bytes are another label.
        factory.makeRecorder(label: "cafe\u{301}", dimensions: [], aggregate: true).record(1 as Int64)
        let accented = try #require(registry.collect().families.map(\.descriptor.name).first { $0.hasPrefix("caf") })
        #expect(bounds(accented) == bounds("body_size"))
        let policy = try self.factory {
            $0.upperBounds = [2]
            $0.recorderUpperBounds = [3]
        }
        policy.makeTimer(label: "t", dimensions: []).recordNanoseconds(1_128_000_000)
        policy.makeRecorder(label: "r", dimensions: [], aggregate: true).record(1.0)
        #expect(bounds("t_seconds") == [2] && bounds("r") == [3])
    }

    @Test func `a value that another dimension of the same label name takes the place of is told once per family`()
        throws
    {
        let told = Lock<[String]>([])
        let factory = try factory { $0.onConflict = { conflict in told.withLock { $0.append(conflict.description) } } }
        for _ in 1...2 {
            factory.makeCounter(label: "a", dimensions: [("http.method", "GET"), ("http-method", "PUT")]).increment(
                by: 1)
            factory.makeTimer(label: "b", dimensions: [("x", "1"), ("y", "2"), ("x", "3")]).recordNanoseconds(1)
        }
        factory.makeCounter(label: "a", dimensions: [("k", "1"), ("k", "")]).increment(by: 1)
        // Nothing is lost where both say the same, or the first says nothing.
        factory.makeMeter(label: "c", dimensions: [("k", "1"), ("k", "1")]).set(1.0)
        factory.makeMeter(label: "c", dimensions: [("k", ""), ("k", "2")]).set(1.0)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "a_total", labels: ["http_method": "PUT"]) == 2)
        #expect(snapshot.value(of: "a_total") == 1)
        #expect(snapshot.count(of: "b_seconds", labels: ["x": "3", "y": "2"]) == 2)
        #expect(conflicts("dimensions") == 2)
        #expect(
            told.withLock { $0 } == [
                "a: its dimensions http.method and http-method are one label, http_method; the last value counts, the other "
                    + "is lost",
                "b: its dimensions x and x are one label, x; the last value counts, the other is lost",
            ])
    }

    @Test func `two bridges to one registry count their conflicts together`() throws {
        _ = try registry.gauge("taken", help: "Ours.")
        for _ in 1...2 { try factory().makeMeter(label: "taken", dimensions: []).set(1.0) }
        #expect(conflicts("type") == 2)
    }

    @Test func `threads that make, record and destroy lose nothing that stays`() async throws {
        let factory = try factory()
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    for turn in 0..<2_000 {
                        let child = "\(turn % 50)"
                        let dimensions = thread % 2 == 0 ? [("a", child), ("b", "x")] : [("b", "x"), ("a", child)]
                        factory.makeCounter(label: "stays", dimensions: dimensions).increment(by: 1)
                        let passing = factory.makeCounter(label: "passes", dimensions: dimensions)
                        passing.increment(by: 1)
                        if turn % 7 == 0 { factory.destroyCounter(passing) }
                    }
                }
            }
        }
        let snapshot = registry.collect()
        for child in 0..<50 { #expect(snapshot.value(of: "stays_total", labels: ["a": "\(child)", "b": "x"]) == 160) }
    }
}
