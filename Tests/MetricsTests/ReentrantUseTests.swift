import NinesMetrics
import Synchronization
import TestSupport
import Testing

/// Code of users that Nines calls may come back to Nines: it gets an answer, never a full stack or a lock of its own.
@Suite struct ReentrantUseTests {
    @Test func `a source that records in an instrument that asks it gets no exemplar for that`() throws {
        let registry = Registry()
        let recorded = Mutex<Counter?>(nil)
        let policy = ExemplarPolicy.sampled(every: .zero) {
            recorded.withLock { $0 }?.increment()
            return [Label("trace_id", "1")]
        }
        let counter = try registry.counter("asked_total", help: "A.", exemplars: policy)
        recorded.withLock { $0 = counter }
        #expect(dropped("reentrant") { counter.increment() } == 1)
        #expect(registry.collect().exemplars(of: "asked_total").count == 1)
    }

    @Test func `two instruments whose sources record in each other end too`() throws {
        let registry = Registry()
        let other = Mutex<Family<Histogram, String>?>(nil)
        let counters = try registry.counter(
            "first_total", help: "F.",
            exemplars: .sampled(every: .zero) {
                other.withLock { $0 }?.observe("x", value: 1)
                return [Label("trace_id", "1")]
            }, labels: LabelName("a"))
        let histograms = try registry.histogram(
            "second", help: "S.",
            exemplars: .sampled(every: .zero) {
                counters.increment("x")
                return [Label("trace_id", "2")]
            }, labels: LabelName("a"))
        other.withLock { $0 = histograms }
        counters.increment("x")
        histograms.observe("x", value: 1)
        #expect(registry.collect().value(of: "first_total", labels: ["a": "x"]) == 2)
        #expect(registry.collect().count(of: "second", labels: ["a": "x"]) == 2)
    }

    @Test func `a callback that collects its registry sees the instruments`() throws {
        let registry = Registry()
        let requests = try registry.counter("requests_total", help: "R.")
        requests.increment(by: 3)
        try registry.gauge("copy", help: "C.") { registry.collect().value(of: "requests_total") }
        try registry.gauge("empty", help: "E.") { registry.collect().value(of: "copy") ?? -1 }
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "copy") == 3)
        #expect(snapshot.value(of: "empty") == -1)
        #expect(dropped("reentrant") { _ = registry.collect() } == 2)
    }

    @Test func `registries that collect each other, combined and shared, end too`() throws {
        let (one, two) = (Registry(), Registry())
        let combined = CombinedMetrics([one, two])
        let shared = SharedScrapes(combined)
        let others = SharedScrapes(two)
        try one.gauge("a", help: "A.") { Double(two.collect().families.count) }
        try one.gauge("b", help: "B.") { Double(shared.collect().families.count) }
        try two.gauge("c", help: "C.") { Double(one.collect().families.count) }
        try two.gauge("d", help: "D.") { Double(combined.collect().families.count + others.collect().families.count) }
        let snapshot = shared.collect()
        #expect(snapshot.families.map(\.descriptor.name) == ["a", "b", "c", "d"])
        #expect(snapshot.value(of: "b") == 0)
    }

    @Test func `a source of snapshots that leads back to itself has no families there`() throws {
        let page = Mutex<(any MetricSource)?>(nil)
        let source = SnapshotSource { page.withLock { $0 }?.collect() ?? Snapshot(families: []) }
        // Through nothing but itself, through a view, and through a registry that asks for it in a callback.
        page.withLock { $0 = source }
        #expect(dropped("reentrant") { _ = source.collect() } == 1)
        let view = try source.view(prefix: "a_")
        page.withLock { $0 = view }
        #expect(dropped("reentrant") { _ = view.collect() } == 1)
        let registry = Registry()
        try registry.gauge("families", help: "F.") { Double(source.collect().families.count) }
        page.withLock { $0 = registry }
        #expect(registry.collect().value(of: "families") == 0)
        #expect(dropped("reentrant") { _ = registry.collect() } == 1)
        #expect(source.collect().value(of: "families") == 0)
        // Twice on one page is no circle.
        page.withLock { $0 = nil }
        let given = try Snapshot([
            FamilySnapshot(FamilyDescriptor("b", type: .gauge, help: "B."), samples: [.init(1)])
        ])
        let plain = SnapshotSource { given }
        let twice = CombinedMetrics([plain, try plain.view(prefix: "c_")])
        #expect(twice.collect().families.map(\.descriptor.name) == ["b", "c_b"])
    }

    @Test func `shared scrapes whose sources collect each other do not wait for each other`() throws {
        let (one, two) = (Registry(), Registry())
        let (first, second) = (SharedScrapes(one), SharedScrapes(two))
        try one.gauge("a", help: "A.") { Double(second.collect().families.count) }
        try two.gauge("b", help: "B.") { Double(first.collect().families.count) }
        let isDone = Latch()
        PosixThread.run(2) { index in
            for _ in 0..<200 { _ = index == 0 ? first.collect() : second.collect() }
            if index == 0 { isDone.open() }
        }
        #expect(isDone.opensInTime())
    }

    /// A clock that records, looks up, asks for a value and collects each time that it is read.
    @Test func `a clock may record in the registry that it is the clock of`() throws {
        let use = Mutex<(@Sendable () -> Void)?>(nil)
        let elapsed = Atomic<Int>(0)
        let registry = Registry(
            clock: MetricClock(
                now: {
                    use.withLock { $0 }?()
                    return UnixTime(milliseconds: 5)
                },
                elapsed: {
                    use.withLock { $0 }?()
                    return .seconds(elapsed.wrappingAdd(1, ordering: .relaxed).newValue)
                }))
        let limits = ChildLimits(idleTime: .seconds(1))
        let reads = try registry.counter("reads_total", help: "R.", limits: limits, labels: LabelName("number"))
        let sampled = try registry.histogram(
            "sampled", help: "S.", upperBounds: [1], exemplars: .sampled(every: .zero) { [Label("a", "b")] },
            labels: LabelName("a"))
        let native = try registry.nativeHistogram(
            "native", help: "N.", bucketLimits: NativeHistogramLimits(bucketCount: 1, resetInterval: .zero),
            limits: limits, labels: LabelName("a"))
        let summary = try registry.summary("summary", help: "S.", quantiles: [0.5], labels: LabelName("a"))
        let number = Atomic<Int>(0)
        use.withLock { use in
            use = {
                // Each a child that is new.
                let number = number.wrappingAdd(1, ordering: .relaxed).newValue
                for turn in 0..<20 { reads.increment("\(number) \(turn)") }
                sampled.observe("clock", value: 1)
                _ = reads.labels("\(number) 0").value
                _ = registry.collect()
                reads.remove("\(number) 1")
            }
        }
        for turn in 0..<5 {
            sampled.observe("a", value: 1)
            sampled.labels("a").observe(2, exemplar: [Label("c", "d")])
            for value in [1.0, 100] { native.observe("a", value: value) }
            summary.observe("a", value: Double(turn))
            _ = registry.collect()
        }
        use.withLock { $0 = nil }
        #expect(registry.collect().count(of: "native", labels: ["a": "a"]) != nil)
        #expect(registry.collect().count(of: "sampled", labels: ["a": "a"]) == 10)
    }

    @Test func `a clock may observe in a new child of the native histogram that it is read for`() throws {
        let use = Mutex<(@Sendable (Int) -> Void)?>(nil)
        let number = Atomic<Int>(0)
        @Sendable func observe() {
            use.withLock { $0 }?(number.wrappingAdd(1, ordering: .relaxed).newValue)
        }
        let registry = Registry(
            clock: MetricClock(
                now: {
                    observe()
                    return UnixTime(milliseconds: 5)
                },
                elapsed: {
                    observe()
                    return .zero
                }))
        let native = try registry.nativeHistogram("native", help: "N.", labels: LabelName("a"))
        use.withLock { $0 = { native.observe("clock \($0)", value: 1) } }
        native.observe("a", value: 1)
        _ = native.labels("b")
        use.withLock { $0 = nil }
        #expect(registry.collect().count(of: "native", labels: ["a": "a"]) == 1)
        #expect(registry.collect().childCount(of: "native") == 2 + number.load(ordering: .relaxed))
        #expect(number.load(ordering: .relaxed) >= 4)
    }

    private struct Recursive: LabelValue {
        static let family = Mutex<Family<Counter, Recursive, String>?>(nil)
        func write(to key: inout LabelKeyWriter) {
            Self.family.withLock { $0 }?.increment(self, "inner")
            Self.family.withLock { $0 }?.labels(self, "inner").increment()
            key.append("text")
        }
    }

    @Test func `a label value whose text needs a look-up of itself has no text there`() throws {
        let registry = Registry()
        let family = try registry.counter(
            "recursive_total", help: "R.", labels: LabelName("a", of: Recursive.self), LabelName("b"))
        Recursive.family.withLock { $0 = family }
        family.increment(Recursive(), "outer")
        _ = family.labels(Recursive(), "outer")
        #expect(dropped("reentrant") { family.increment(Recursive(), "outer") } >= 2)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "recursive_total", labels: ["a": "text", "b": "outer"]) ?? 0 >= 2)
        #expect(snapshot.value(of: "recursive_total", labels: ["b": "inner"]) ?? 0 >= 2)
        Recursive.family.withLock { $0 = nil }
    }
}
