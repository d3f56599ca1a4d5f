import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

@Suite struct ExemplarStoreTests {
    private let clock = HandClock()

    private func labels(_ id: Int) -> [Label] { [Label("id", "\(id)")] }

    private func entries(_ store: ExemplarStore) -> [ExemplarColumn.Entry] {
        var entries: [ExemplarColumn.Entry] = []
        store.append(child: 4, to: &entries)
        return entries
    }

    @Test func `a ring keeps the latest few oldest first`() {
        let store = ExemplarStore(.latest(3), policy: .given(every: .milliseconds(10)), clock: clock.forRegistry)
        for id in 1...5 {
            store.offer(Double(id), labels: labels(id), bucket: 77)
            store.offer(0, labels: labels(0), bucket: 78)
            clock.advance(by: .milliseconds(10))
        }
        #expect(entries(store).map(\.exemplar.value) == [3, 4, 5])
        #expect(entries(store).allSatisfy { $0.bucket == -1 && $0.child == 4 })
    }

    @Test func `a time of centuries is no trap`() {
        let clock = MetricClock(now: { UnixTime(milliseconds: .max) }, elapsed: { .seconds(Int64.max) })
        let store = ExemplarStore(.buckets(1), policy: .given(every: .seconds(Int64.max)), clock: clock)
        store.offer(1, labels: labels(1), bucket: 9)
        store.offer(2, labels: labels(2), bucket: -9)
        #expect(entries(store).count == 1)
    }

    @Test func `threads that record see removals and collections at once`() throws {
        let registry = Registry()
        let id = Atomic<Int>(0)
        let policy = ExemplarPolicy.sampled(every: .zero) {
            [Label("id", "\(id.wrappingAdd(1, ordering: .relaxed).newValue)")]
        }
        let visits = try registry.counter("visits_total", help: "V.", exemplars: policy, labels: LabelName("path"))
        let times = try registry.histogram("t", help: "T.", upperBounds: [1, 2, 3], exemplars: policy)
        let gone = try registry.counter("gone_total", help: "G.", exemplars: policy, labels: LabelName("path"))
        let wrong = Atomic<Int>(0)
        PosixThread.run(5) { thread in
            for round in 0..<400 {
                switch thread {
                case 0:
                    for entry in registry.collect().family("t")?.exemplars?.entries ?? []
                    where UpperBoundsOf.bucket(entry.exemplar.value) != entry.bucket {
                        wrong.add(1, ordering: .relaxed)
                    }
                case 1: gone.remove("/")
                default:
                    visits.increment("/")
                    gone.increment("/")
                    times.observe(Double(round % 5))
                }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "visits_total", labels: ["path": "/"]) == 1200)
        guard case .histograms(let column)? = snapshot.family("t")?.values else { return }
        #expect(Array(column.counts(0)) == [480, 240, 240, 240])
        #expect(snapshot.family("t")?.exemplars(0).count == 4)
    }

    private enum UpperBoundsOf {
        static func bucket(_ value: Double) -> Int { value <= 1 ? 0 : value <= 2 ? 1 : value <= 3 ? 2 : 3 }
    }
}
