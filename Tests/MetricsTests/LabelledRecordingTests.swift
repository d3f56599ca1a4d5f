import NinesMetrics
import TestSupport
import Testing

/// Each way to record that a handle has, a look-up has too.
@Suite struct LabelledRecordingTests {
    private struct Timeout: Error {}
    private struct Refused: Error {}

    private let clock = HandClock()
    private let registry: Registry

    init() {
        registry = Registry(clock: clock.forRegistry)
    }

    private let trace = [Label("trace_id", "4bf92f35")]

    @Test func `counters take exemplars by look-up`() throws {
        let policy = ExemplarPolicy.given(every: .zero)
        let one = try registry.counter("one_total", help: "1.", exemplars: policy, labels: LabelName("a"))
        let two = try registry.counter(
            "two_total", help: "2.", exemplars: policy, labels: LabelName("a"), LabelName("b", of: Int.self))
        let four = try registry.counter(
            "four_total", help: "4.", exemplars: policy, labels: LabelName("a"), LabelName("b"), LabelName("c"),
            LabelName("d"))
        one.increment("x", exemplar: trace)
        two.increment("x", 200, by: 2, exemplar: trace)
        four.increment("w", "x", "y", "z", by: 0.5, exemplar: trace)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "one_total", labels: ["a": "x"]) == 1)
        #expect(snapshot.exemplars(of: "one_total", labels: ["a": "x"]).map(\.labels) == [trace])
        #expect(snapshot.exemplars(of: "two_total", labels: ["a": "x", "b": "200"]).map(\.value) == [2])
        #expect(
            snapshot.exemplars(of: "four_total", labels: ["a": "w", "b": "x", "c": "y", "d": "z"]).map(\.value) == [0.5]
        )
    }

    @Test func `an exemplar is not made for a family that keeps none`() throws {
        var isMade = false
        func made() -> [Label] {
            isMade = true
            return trace
        }
        let requests = try registry.counter("requests_total", help: "R.", labels: LabelName("a"))
        let durations = try registry.histogram("r_seconds", help: "R.", labels: LabelName("a"))
        requests.increment("x", exemplar: made())
        durations.observe("x", value: 1, exemplar: made())
        durations.observe("x", duration: .seconds(1), exemplar: made())
        durations.startTimer(by: clock).observe("x", exemplar: made())
        #expect(!isMade)
        #expect(registry.collect().count(of: "r_seconds", labels: ["a": "x"]) == 3)
    }

    @Test func `both kinds of histograms take exemplars with values, durations and timers`() async throws {
        let policy = ExemplarPolicy.given(every: .zero)
        let bounds = [1.0, 2, 3, 4, 5, 6, 7, 8, 9]
        let classic = try registry.histogram("classic", help: "C.", upperBounds: bounds, exemplars: policy)
        let native = try registry.nativeHistogram("native", help: "N.", upperBounds: bounds, exemplars: policy)
        func observe(in histogram: some ExemplarObserver) async {
            histogram.observe(0.5, exemplar: trace)
            histogram.observe(.milliseconds(1_500), exemplar: trace)
            histogram.time(by: clock, exemplar: trace) { clock.advance(by: .milliseconds(2_500)) }
            await histogram.time(by: clock, exemplar: trace) {
                await Task.yield()
                clock.advance(by: .milliseconds(3_500))
            }
            let timer = histogram.startTimer(by: clock)
            clock.advance(by: .milliseconds(4_500))
            timer.observe(exemplar: trace)
        }
        await observe(in: classic)
        await observe(in: native)
        let families = (
            try registry.histogram(
                "f_classic", help: "C.", upperBounds: bounds, exemplars: policy, labels: LabelName("a")),
            try registry.nativeHistogram(
                "f_native", help: "N.", upperBounds: bounds, exemplars: policy, labels: LabelName("a"))
        )
        func observe<Child: ExemplarObserver & Instrument>(in family: Family<Child, String>) async {
            family.observe("x", value: 0.5, exemplar: trace)
            family.observe("x", duration: .milliseconds(1_500), exemplar: trace)
            family.time("x", by: clock, exemplar: trace) { clock.advance(by: .milliseconds(2_500)) }
            await family.time("x", by: clock, exemplar: trace) {
                await Task.yield()
                clock.advance(by: .milliseconds(3_500))
            }
            let timer = family.startTimer(by: clock)
            clock.advance(by: .milliseconds(4_500))
            timer.observe("x", exemplar: trace)
        }
        await observe(in: families.0)
        await observe(in: families.1)
        let snapshot = registry.collect()
        for (name, labels) in [("classic", [:]), ("native", [:]), ("f_classic", ["a": "x"]), ("f_native", ["a": "x"])] {
            #expect(snapshot.exemplars(of: name, labels: labels).map(\.value) == [0.5, 1.5, 2.5, 3.5, 4.5], "\(name)")
            #expect(snapshot.sum(of: name, labels: labels) == 12.5)
        }
    }

    @Test func `a started timer ends once, under labels that are known at its end, on any thread`() throws {
        let durations = try registry.histogram(
            "request_seconds", help: "R.", unit: "seconds", upperBounds: [1, 2], labels: LabelName("method"),
            LabelName("status", of: Int.self))
        let jobs = try registry.summary("job_seconds", help: "J.", unit: "seconds")
        let timer = durations.startTimer(by: clock)
        let job = jobs.startTimer(by: clock)
        _ = durations.startTimer(by: clock)
        clock.advance(by: .milliseconds(1_250))
        PosixThread.run(4) { _ in
            timer.observe("GET", 200)
            job.observe()
        }
        clock.advance(by: .seconds(1))
        #expect(timer.observe("GET", 500) == nil)
        #expect(job.observe() == nil)
        let snapshot = registry.collect()
        #expect(snapshot.childCount(of: "request_seconds") == 1)
        #expect(snapshot.sum(of: "request_seconds", labels: ["method": "GET", "status": "200"]) == 1.25)
        #expect(snapshot.count(of: "request_seconds", labels: ["method": "GET", "status": "200"]) == 1)
        #expect(snapshot.sum(of: "job_seconds") == 1.25)
        let last = durations.startTimer(by: clock)
        clock.advance(by: .seconds(2))
        #expect(last.observe("PUT", 201) == .seconds(2))
    }

    @Test func `gauges take whole numbers and count down by look-up`() throws {
        let queue = [1, 2, 3]
        let gauge = try registry.gauge("g", help: "G.")
        gauge.set(queue.count)
        gauge.increment(by: queue.count)
        gauge.decrement(by: 1)
        #expect(gauge.value == 5)
        let one = try registry.gauge("one", help: "1.", labels: LabelName("a"))
        let two = try registry.gauge("two", help: "2.", labels: LabelName("a"), LabelName("b"))
        let three = try registry.gauge("three", help: "3.", labels: LabelName("a"), LabelName("b"), LabelName("c"))
        let four = try registry.gauge(
            "four", help: "4.", labels: LabelName("a"), LabelName("b"), LabelName("c"), LabelName("d"))
        one.set("x", to: queue.count)
        one.decrement("x")
        one.decrement("x", by: queue.count)
        one.increment("x", by: 0.5)
        two.increment("x", "y", by: queue.count)
        two.decrement("x", "y", by: 0.5)
        two.decrement("x", "y")
        three.set("x", "y", "z", to: 10.5)
        three.decrement("x", "y", "z")
        three.decrement("x", "y", "z", by: queue.count)
        four.increment("w", "x", "y", "z", by: queue.count)
        four.decrement("w", "x", "y", "z")
        four.decrement("w", "x", "y", "z", by: 0.5)
        #expect(one.labels("x").value == -0.5)
        #expect(two.labels("x", "y").value == 1.5)
        #expect(three.labels("x", "y", "z").value == 6.5)
        #expect(four.labels("w", "x", "y", "z").value == 1.5)
        try registry.gauge("waiting", help: "W.") { queue.count }
        try registry.counter("seen_total", help: "S.") { queue.count }
        try registry.gauge("pools", help: "P.", labels: LabelName("pool")) { $0.set("a", to: queue.count) }
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "waiting") == 3)
        #expect(snapshot.value(of: "seen_total") == 3)
        #expect(snapshot.value(of: "pools", labels: ["pool": "a"]) == 3)
    }

    @Test func `only errors of the type that was asked for count`() async throws {
        let timeouts = try registry.counter("timeouts_total", help: "T.")
        try? timeouts.countErrors(ofType: Timeout.self) { throw Refused() }
        try? timeouts.countErrors(ofType: Timeout.self) { throw Timeout() }
        try? await timeouts.countErrors(ofType: Timeout.self) {
            await Task.yield()
            throw Timeout()
        }
        try? await timeouts.countErrors(ofType: Timeout.self) {
            await Task.yield()
            throw Refused()
        }
        #expect(timeouts.countErrors(ofType: Timeout.self) { 7 } == 7)
        #expect(timeouts.value.total == 2)
        #expect(throws: Refused.self) {
            try timeouts.countErrors(ofType: Timeout.self) { () throws(Refused) in throw Refused() }
        }
    }

    @Test func `the value of one histogram or summary is one value`() throws {
        let histogram = try registry.histogram("h", help: "H.", upperBounds: [1, 2])
        let summary = try registry.summary("s", help: "S.", quantiles: [0.5])
        for value in [0.5, 1.5, 1.5, 3] {
            histogram.observe(value)
            summary.observe(value)
        }
        #expect(histogram.value.count == 4 && histogram.value.sum == 6.5)
        #expect(histogram.value.counts == [1, 2, 1] && histogram.value.upperBounds == [1, 2])
        #expect(summary.value.count == 4 && summary.value.sum == 6.5)
        #expect(summary.value.quantiles == [0.5] && summary.value.estimates.count == 1)
    }
}
