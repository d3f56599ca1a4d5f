import NinesMetrics
import Synchronization
import Testing

@Suite struct ExemplarTests {
    private let clock = HandClock()

    private func trace(_ id: String) -> [Label] { [Label("trace_id", id)] }

    private func registry() -> Registry { Registry(clock: clock.forRegistry) }

    @Test func `keeps one per bucket with its value and time`() throws {
        let registry = registry()
        let durations = try registry.histogram(
            "d_seconds", help: "D.", upperBounds: [1, 2], exemplars: .given(), labels: LabelName("route"))
        clock.advance(by: .milliseconds(250))
        let (a, b) = (durations.labels("/a"), durations.labels("/b"))
        b.observe(1, exemplar: trace("first"))
        b.observe(7, exemplar: trace("last"))
        b.observe(0.5)
        a.observe(.nan, exemplar: trace("nan"))
        a.observe(1.5, exemplar: [])
        let family = try #require(registry.collect().family("d_seconds"))
        #expect(family.exemplars(0).isEmpty)
        let time = UnixTime(milliseconds: 1_800_000_000_250)
        #expect(
            family.exemplars(1) == [
                Exemplar(1, labels: trace("first"), time: time), Exemplar(7, labels: trace("last"), time: time),
            ])
        #expect(family.exemplars?.entries.map(\.bucket) == [0, 2])
        guard case .histograms(let column) = family.values else { throw WrongKind() }
        #expect(Array(column.counts(0)) == [0, 1, 1] && Array(column.counts(1)) == [2, 0, 1])
        #expect(column.sum(1) == 8.5)
        #expect(b.value.sum == 8.5 && Array(b.value.counts) == [2, 0, 1])
    }

    @Test func `takes a new one only after the interval`() throws {
        let registry = registry()
        let jobs = try registry.counter("jobs_total", help: "Jobs.", exemplars: .given(every: .milliseconds(50)))
        func kept() -> [Exemplar]? { registry.collect().family("jobs_total")?.exemplars(0) }
        jobs.increment(exemplar: trace("1"))
        clock.advance(by: .milliseconds(49))
        jobs.increment(by: 2, exemplar: trace("2"))
        #expect(kept()?.map(\.labels) == [trace("1")])
        clock.advance(by: .milliseconds(1))
        jobs.increment(by: 2.5, exemplar: trace("3"))
        #expect(
            kept() == [Exemplar(2.5, labels: trace("3"), time: UnixTime(milliseconds: 1_800_000_000_050))])
        #expect(registry.collect().value(of: "jobs_total") == 5.5)
        #expect(jobs.value == CounterValue(integer: 3, fraction: 2.5))
    }

    @Test func `native histograms keep the latest or one per classic bucket`() throws {
        let registry = registry()
        let policy = ExemplarPolicy.sampled(every: .milliseconds(10)) { [Label("trace_id", "drawn")] }
        let native = try registry.nativeHistogram("n", help: "N.", exemplars: policy)
        let both = try registry.nativeHistogram("b", help: "B.", upperBounds: [1, 2], exemplars: policy)
        let plain = try registry.nativeHistogram("p", help: "P.")
        for value in [0.5, 1.5, 1.75] {
            native.observe(value)
            both.observe(value, exemplar: trace("\(value)"))
            plain.observe(value, exemplar: trace("\(value)"))
            clock.advance(by: .milliseconds(10))
        }
        let snapshot = registry.collect()
        for name in ["n", "b", "p"] {
            #expect(snapshot.count(of: name) == 3 && snapshot.sum(of: name) == 3.75)
        }
        #expect(snapshot.family("n")?.exemplars?.entries.map(\.bucket) == [-1, -1, -1])
        #expect(snapshot.exemplars(of: "n").map(\.value) == [0.5, 1.5, 1.75])
        #expect(snapshot.exemplars(of: "n").allSatisfy { $0.labels == trace("drawn") && $0.time != nil })
        #expect(snapshot.family("b")?.exemplars?.entries.map(\.bucket) == [0, 1])
        #expect(snapshot.exemplars(of: "b").map(\.labels) == [trace("0.5"), trace("1.75")])
        #expect(snapshot.exemplars(of: "p").isEmpty)
    }

    @Test func `asks the source when a bucket is due and the caller gives none`() throws {
        let calls = Atomic<Int>(0)
        let current = Atomic<Int>(0)
        let registry = registry()
        let policy = ExemplarPolicy.sampled(every: .milliseconds(50)) {
            calls.add(1, ordering: .relaxed)
            let id = current.load(ordering: .relaxed)
            return id == 0 ? nil : [Label("trace_id", "\(id)")]
        }
        let jobs = try registry.counter("jobs_total", help: "Jobs.", exemplars: policy)
        let times = try registry.histogram("t", help: "T.", upperBounds: [], exemplars: policy)
        let visits = try registry.counter("visits_total", help: "V.", exemplars: policy, labels: LabelName("path"))
        func record() {
            jobs.increment(by: 0.5)
            times.observe(3)
            visits.increment("/")
        }
        record()
        #expect(calls.load(ordering: .relaxed) == 3)
        #expect(registry.collect().families.allSatisfy { $0.exemplars(0).isEmpty })
        current.store(9, ordering: .relaxed)
        for _ in 0..<5 { record() }
        #expect(calls.load(ordering: .relaxed) == 6)
        let snapshot = registry.collect()
        #expect(snapshot.families.map { $0.exemplars(0).map(\.value) } == [[0.5], [3], [1]])
        #expect(snapshot.families.allSatisfy { $0.exemplars(0).map(\.labels) == [trace("9")] })
        clock.advance(by: .milliseconds(50))
        times.observe(4, exemplar: trace("own"))
        #expect(calls.load(ordering: .relaxed) == 6)
        #expect(registry.collect().family("t")?.exemplars(0).map(\.labels) == [trace("own")])
        #expect(snapshot.value(of: "jobs_total") == 3 && snapshot.value(of: "visits_total", labels: ["path": "/"]) == 6)
    }

    @Test func `makes no labels for an instrument that keeps none`() throws {
        let registry = registry()
        let jobs = try registry.counter("jobs_total", help: "Jobs.")
        let times = try registry.histogram("t", help: "T.")
        let made = Atomic<Int>(0)
        func labels() -> [Label] {
            made.add(1, ordering: .relaxed)
            return trace("1")
        }
        jobs.increment(exemplar: labels())
        jobs.increment(by: 0.5, exemplar: labels())
        times.observe(1, exemplar: labels())
        #expect(made.load(ordering: .relaxed) == 0)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "jobs_total") == 1.5)
        #expect(snapshot.families.allSatisfy { $0.exemplars == nil })
    }

    @Test func `drops the exemplar and not the record when labels break a rule`() throws {
        let registry = registry()
        let jobs = try registry.counter("jobs_total", help: "Jobs.", exemplars: .given(every: .zero))
        let refused = [
            [Label("a", String(repeating: "ä", count: 128))], [Label("a.b", "1")], [Label("", "1")],
            [Label("a", "1"), Label("a", "2")],
        ]
        #expect(dropped("exemplar") { for labels in refused { jobs.increment(exemplar: labels) } } == 4)
        let records = jobs.value.integer
        #expect(records > 0)
        #expect(registry.collect().family("jobs_total")?.exemplars(0).isEmpty == true)
        // Code points are counted, not bytes.
        let longest = [Label("a", String(repeating: "ä", count: 127))]
        jobs.increment(exemplar: longest)
        #expect(registry.collect().family("jobs_total")?.exemplars(0).map(\.labels) == [longest])
        #expect(jobs.value.integer == records + 1)
        jobs.increment(by: -1, exemplar: trace("2"))
        jobs.increment(by: .nan, exemplar: trace("2"))
        #expect(registry.collect().family("jobs_total")?.exemplars(0).map(\.labels) == [longest])
    }

    @Test func `a source may look up and remove metrics itself`() throws {
        let registry = registry()
        let other = try registry.counter("other_total", help: "O.", labels: LabelName("id", of: Int.self))
        let policy = ExemplarPolicy.sampled(every: .zero) {
            other.increment(1)
            other.remove(1)
            other.increment(2)
            return [Label("trace_id", "1")]
        }
        let visits = try registry.counter("visits_total", help: "V.", exemplars: policy, labels: LabelName("path"))
        for _ in 0..<3 { visits.increment("/") }
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "visits_total", labels: ["path": "/"]) == 3)
        #expect(snapshot.value(of: "other_total", labels: ["id": "2"]) == 3)
        #expect(snapshot.family("visits_total")?.exemplars(0).count == 1)
        visits.remove("/")
        #expect(registry.collect().family("visits_total")?.count == 0)
    }

    @Test func `a source may remove the very child that is recorded`() throws {
        let registry = registry()
        let family = Lock<Family<Counter, String>?>(nil)
        let visits = try registry.counter(
            "visits_total", help: "V.",
            exemplars: .sampled(every: .zero) {
                family.withLock { $0 }?.remove("/")
                return [Label("trace_id", "1")]
            },
            labels: LabelName("path"))
        family.withLock { $0 = visits }
        visits.increment("/", by: 5)
        #expect(registry.collect().family("visits_total")?.count == 0)
        family.withLock { $0 = nil }
        visits.increment("/")
        #expect(registry.collect().value(of: "visits_total", labels: ["path": "/"]) == 1)
    }

    private struct WrongKind: Error {}
}

/// Apart, because the source is the process's.
@Suite(.serialized) struct ExemplarSourceTests {
    @TaskLocal private static var trace: String?

    @Test func `the processes source serves sampled instruments`() throws {
        let registry = Registry(clock: HandClock().forRegistry)
        let jobs = try registry.counter("jobs_total", help: "Jobs.", exemplars: .sampled)
        let given = try registry.counter("given_total", help: "Given.", exemplars: .given())
        jobs.increment()
        ExemplarSource.set { Self.trace.map { [Label("trace_id", $0)] } }
        defer { ExemplarSource.set(nil) }
        jobs.increment()
        Self.$trace.withValue("4bf9") {
            jobs.increment(by: 3)
            given.increment()
        }
        let snapshot = registry.collect()
        #expect(snapshot.family("jobs_total")?.exemplars(0).map(\.value) == [3])
        #expect(snapshot.family("jobs_total")?.exemplars(0).first?.labels == [Label("trace_id", "4bf9")])
        #expect(snapshot.family("given_total")?.exemplars(0).isEmpty == true)
        #expect(snapshot.value(of: "jobs_total") == 5 && snapshot.value(of: "given_total") == 1)
    }
}
