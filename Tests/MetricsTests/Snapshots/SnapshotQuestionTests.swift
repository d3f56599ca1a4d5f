import NinesMetrics
import Testing

@Suite struct SnapshotQuestionTests {
    private static func native(_ count: UInt64, sum: Double) throws -> FamilySnapshot {
        let value = NativeHistogramValue(
            schema: 3, zeroThreshold: 0, zeroCount: count, count: count, sum: sum, positive: .none, negative: .none)
        return FamilySnapshot(
            descriptor: try FamilyDescriptor("native", type: .histogram, help: "N."), labels: .unlabelled,
            values: .nativeHistograms(NativeHistogramColumn(histograms: [value])))
    }

    private static func summary(_ count: UInt64, sum: Double) throws -> FamilySnapshot {
        FamilySnapshot(
            descriptor: try FamilyDescriptor("summary", type: .summary, help: "S."), labels: .unlabelled,
            values: .summaries(SummaryColumn(quantiles: [0.5], estimates: [1], counts: [count], sums: [sum])))
    }

    @Test func `tells counts sums and children`() throws {
        let registry = Registry()
        let times = try registry.histogram("t", help: "T.", upperBounds: [1], labels: LabelName("route"))
        let visits = try registry.counter("visits_total", help: "V.", labels: LabelName("path"))
        for value in [0.5, 1, 4] { times.observe("/", value: value) }
        for path in ["/a", "/b"] { visits.increment(path) }
        let snapshot = registry.collect()
        #expect(snapshot.count(of: "t", labels: ["route": "/"]) == 3)
        #expect(snapshot.sum(of: "t", labels: ["route": "/"]) == 5.5)
        #expect(snapshot.count(of: "t") == nil && snapshot.sum(of: "t", labels: ["route": "/x"]) == nil)
        #expect(snapshot.count(of: "visits_total", labels: ["path": "/a"]) == nil)
        #expect(snapshot.childCount(of: "visits_total") == 2 && snapshot.childCount(of: "unknown") == 0)
        let others = Snapshot(families: [try Self.native(7, sum: 2), try Self.summary(8, sum: 3)])
        #expect(others.count(of: "native") == 7 && others.sum(of: "native") == 2)
        #expect(others.count(of: "summary") == 8 && others.sum(of: "summary") == 3)
    }

    @Test func `tells what an action changed`() throws {
        let registry = Registry()
        let visits = try registry.counter("visits_total", help: "V.", labels: LabelName("path"))
        let times = try registry.histogram("t", help: "T.", upperBounds: [1])
        let queue = try registry.gauge("queue", help: "Q.")
        let still = try registry.gauge("still", help: "S.")
        visits.increment("/gone", by: 2)
        // One more than this is not a double.
        visits.increment("/", by: 1 << 53)
        queue.set(5)
        still.set(.nan)
        let before = registry.collect()
        #expect(registry.collect().changes(since: before).isEmpty)
        visits.increment("/")
        visits.increment("/new", by: 0.5)
        visits.remove("/gone")
        times.observe(0.25)
        queue.decrement(by: 2)
        _ = try registry.gauge("late", help: "L.")
        let changes = registry.collect().changes(since: before)
        #expect(
            changes.map(\.description) == [
                "late +0 (new)", "queue -2", "t_count +1", "t_sum +0.25", #"visits_total{path="/"} +1"#,
                #"visits_total{path="/new"} +0.5 (new)"#, #"visits_total{path="/gone"} -2 (removed)"#,
            ])
        #expect(changes[4].amount == 1 && changes[4].kind == .changed && changes[4].labels == [Label("path", "/")])
        #expect(before.changes(since: registry.collect()).first?.description == "queue +2")
        #expect(before.changes(since: registry.collect()).last?.description == "late +0 (removed)")
    }

    @Test func `tells what other kinds of histograms changed`() throws {
        let before = Snapshot(families: [try Self.native(7, sum: 2), try Self.summary(8, sum: 3)])
        let after = Snapshot(families: [try Self.native(9, sum: .nan), try Self.summary(8, sum: 3.5)])
        #expect(
            after.changes(since: before).map(\.description) == [
                "native_count +2", "native_sum nan", "summary_sum +0.5",
            ])
    }
}
