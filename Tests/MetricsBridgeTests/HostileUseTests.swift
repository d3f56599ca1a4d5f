import CoreMetrics
import NinesExposition
import NinesMetrics
import NinesMetricsBridge
import Testing

/// Names and numbers that no library should record, and some do.
@Suite struct HostileUseTests {
    let registry = Registry()
    private static let numbers: [Double] = [
        .nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, -0.0,
        .leastNonzeroMagnitude,
    ]

    private func factory(_ change: (inout BridgePolicy) -> Void = { _ in }) throws -> NinesMetricsFactory {
        var policy = BridgePolicy()
        policy.upperBounds = [1]
        policy.recorderUpperBounds = [1]
        change(&policy)
        return try NinesMetricsFactory(registry: registry, policy: policy)
    }

    private func text() -> String {
        String(decoding: Array(ExpositionBody(registry.collect(), format: .text).joined()), as: UTF8.self)
            .split(separator: "\n").filter { !$0.contains("nines_metrics_bridge") }.joined(separator: "\n")
    }

    @Test func `a counter takes what a counter can take, of any number`() throws {
        let factory = try factory()
        let whole = factory.makeCounter(label: "whole", dimensions: [])
        for amount in [Int64.min, -1, 0, .max, .max] { whole.increment(by: amount) }
        let broken = factory.makeFloatingPointCounter(label: "broken", dimensions: [])
        for amount in Self.numbers { broken.increment(by: amount) }
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "whole_total") == 2 * Double(Int64.max))
        #expect(snapshot.value(of: "broken_total") == .greatestFiniteMagnitude)
    }

    @Test func `a meter and a recorder that does not aggregate have the last number, whatever it is`() throws {
        let factory = try factory()
        let meter = factory.makeMeter(label: "meter", dimensions: [])
        let recorder = factory.makeRecorder(label: "recorder", dimensions: [], aggregate: false)
        for number in Self.numbers {
            meter.set(number)
            recorder.record(number)
            let values = ["meter", "recorder"].map { registry.collect().value(of: $0) }
            #expect(values.allSatisfy { $0 == number || $0?.isNaN == true && number.isNaN })
        }
        for number in [Int64.min, -1, 0, .max] {
            meter.set(number)
            recorder.record(number)
            #expect(
                ["meter", "recorder"].map { registry.collect().value(of: $0) } == [Double(number), Double(number)])
        }
        meter.set(5.0)
        meter.increment(by: .greatestFiniteMagnitude)
        meter.decrement(by: .infinity)
        #expect(registry.collect().value(of: "meter") == -.infinity)
    }

    @Test func `a timer and a recorder that aggregates put each number in a bucket`() throws {
        let factory = try factory()
        let timer = factory.makeTimer(label: "timer", dimensions: [])
        for duration in [Int64.min, -1, 0, 1_000_000_000, 1_000_000_001, .max] { timer.recordNanoseconds(duration) }
        let recorder = factory.makeRecorder(label: "recorder", dimensions: [], aggregate: true)
        for number in Self.numbers { recorder.record(number) }
        for number in [Int64.min, .max] { recorder.record(number) }
        #expect(
            text() == """
                # HELP recorder Recorded through swift-metrics as recorder.
                # TYPE recorder histogram
                recorder_bucket{le="1.0"} 5
                recorder_bucket{le="+Inf"} 10
                recorder_sum NaN
                recorder_count 10
                # HELP timer_seconds Recorded through swift-metrics as timer.
                # TYPE timer_seconds histogram
                timer_seconds_bucket{le="1.0"} 4
                timer_seconds_bucket{le="+Inf"} 6
                timer_seconds_sum 2
                timer_seconds_count 6
                """)
    }

    @Test(arguments: [
        "", " ", "_", ":", "::", "0", "é", "e\u{301}", "日本語", "a b", "a\nb", "a\u{0}b", "total", "_total", "_seconds",
        "x_total", "x_seconds", "x_bucket", "x_sum", "x_count", "x_created", "x_info", "__name__", "le", "{}", "\"",
        "👩‍👩‍👧‍👦",
        "nines_metrics_bridge_conflicts_total", String(repeating: "a", count: 500),
    ])
    func `a page with any name, label name and value reads back without an error`(name: String) throws {
        let factory = try factory()
        for dimensions in [[], [(name, name)], [("a", name), (name, "b"), (name, "c")], [("", "")]] {
            factory.makeCounter(label: name, dimensions: dimensions).increment(by: 1)
            factory.makeMeter(label: name, dimensions: dimensions).set(1.0)
            factory.makeRecorder(label: name, dimensions: dimensions, aggregate: true).record(1.0)
            factory.makeTimer(label: name, dimensions: dimensions).recordNanoseconds(1)
        }
        for (format, reading) in [(ExpositionFormat.text, PageFormat.text), (.openMetrics, .openMetrics)] {
            let page = Array(ExpositionBody(registry.collect(), format: format).joined())
            let parsed = try ParsedPage(page, format: reading)
            #expect(parsed.families.count >= 3)
        }
    }

    @Test func `what a policy makes of names is made legal, and its limits may be anything`() throws {
        let factory = try factory { policy in
            policy.metricName = { _ in "9 lives" }
            policy.labelName = { _ in "__x" }
            policy.valueLengthLimit = -5
        }
        factory.makeMeter(label: "a", dimensions: [("b", "value"), ("c", "other")]).set(1.0)
        #expect(registry.collect().value(of: "_9_lives") == 1)
    }

    @Test func `a policy that makes instruments ends, and those have their labels as they stand`() throws {
        let maker = Lock<NinesMetricsFactory?>(nil)
        let factory = try factory { policy in
            policy.metricName = { label in
                maker.withLock { $0 }?.makeCounter(label: label, dimensions: [("a", "1")]).increment(by: 1)
                return "shop_\(label)"
            }
            policy.labelName = { name in
                maker.withLock { $0 }?.makeCounter(label: "named", dimensions: [(name, "1")]).increment(by: 1)
                return "by_\(name)"
            }
        }
        maker.withLock { $0 = factory }
        for _ in 0..<2 { factory.makeCounter(label: "hits", dimensions: [("a", "1")]).increment(by: 10) }
        maker.withLock { $0 = nil }
        factory.makeCounter(label: "hits", dimensions: [("a", "1")]).increment(by: 10)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "shop_hits_total", labels: ["by_a": "1"]) == 30)
        #expect(snapshot.value(of: "hits_total", labels: ["a": "1"]) == 1)
        #expect(snapshot.value(of: "named_total", labels: ["a": "1"]) == 1)
    }

    @Test func `names that are equal as text and not as bytes are told apart`() throws {
        let factory = try factory()
        let composed = factory.makeCounter(label: "hits", dimensions: [("a", "\u{e9}")])
        let decomposed = factory.makeCounter(label: "hits", dimensions: [("a", "e\u{301}")])
        #expect(composed !== decomposed)
        composed.increment(by: 1)
        decomposed.increment(by: 2)
        #expect(registry.collect().childCount(of: "hits_total") == 2)
    }

    @Test func `a handler of somebody else is destroyed without effect`() throws {
        let factory = try factory()
        factory.makeCounter(label: "hits", dimensions: []).increment(by: 1)
        factory.destroyCounter(NOOPMetricsHandler.instance.makeCounter(label: "hits", dimensions: []))
        let other = try NinesMetricsFactory(registry: Registry())
        factory.destroyCounter(other.makeCounter(label: "hits", dimensions: []))
        #expect(registry.collect().value(of: "hits_total") == 1)
    }
}
