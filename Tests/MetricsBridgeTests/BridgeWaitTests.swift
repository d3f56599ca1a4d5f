import CNinesThreadCells
import CoreMetrics
import NinesMetrics
import NinesMetricsBridge
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Calls of swift-metrics do not wait for an expiry that waits: for readers, or for a collection that sums.
@Suite struct BridgeWaitTests {
    @Test func `making idle and new instruments returns while an expiry waits, and nothing is lost`() throws {
        let time = Lock<Duration>(.zero)
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: 0) }, elapsed: { time.withLock { $0 } }))
        var policy = BridgePolicy()
        policy.childLimits = ChildLimits(idleTime: .seconds(1))
        let factory = try NinesMetricsFactory(registry: registry, policy: policy)
        @Sendable func hit(_ child: Int) {
            factory.makeCounter(label: "hits", dimensions: [("a", "\(child)")]).increment(by: 1)
        }
        for child in 0..<100 { hit(child) }
        _ = registry.collect()
        time.withLock { $0 += .seconds(2) }

        let (isRead, readerLeaves, sums, collectionEnds) = (Latch(), Latch(), Latch(), Latch())
        let reader = PosixThread {
            guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return }
            nines_mark_enter(mark)
            isRead.open()
            readerLeaves.wait()
            nines_mark_leave(mark)
        }
        #expect(isRead.opensInTime())
        let expiry = PosixThread { _ = registry.collect() }

        /// The expiry passes by while these are made, again and again.
        func makeInTime(_ children: Range<Int>, new: Int) {
            let returned = Latch()
            let recorder = PosixThread {
                for _ in 0..<200 {
                    for child in children { hit(child) }
                    sched_yield()
                }
                hit(new)
                factory.makeTimer(label: "work \(new)", dimensions: []).recordNanoseconds(1)
                returned.open()
            }
            #expect(returned.opensInTime())
            if !returned.opensInTime() {
                readerLeaves.open()
                collectionEnds.open()
            }
            recorder.join()
        }
        makeInTime(0..<20, new: 1000)
        let collection = PosixThread {
            CellStore.shared.collect { _ in
                sums.open()
                collectionEnds.wait()
            }
        }
        #expect(sums.opensInTime())
        readerLeaves.open()
        reader.join()
        makeInTime(20..<40, new: 1001)
        collectionEnds.open()
        collection.join()
        expiry.join()

        let snapshot = registry.collect()
        for child in 0..<40 { #expect(snapshot.value(of: "hits_total", labels: ["a": "\(child)"]) == 201) }
        for child in 1000..<1002 { #expect(snapshot.value(of: "hits_total", labels: ["a": "\(child)"]) == 1) }
        #expect(snapshot.childCount(of: "hits_total") == 42)
    }

    @Test func `while a callback holds a collection, idle and new instruments are made`() throws {
        let time = Lock<Duration>(.zero)
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: 0) }, elapsed: { time.withLock { $0 } }))
        var policy = BridgePolicy()
        policy.childLimits = ChildLimits(idleTime: .seconds(1))
        let factory = try NinesMetricsFactory(registry: registry, policy: policy)
        @Sendable func hit(_ child: String) {
            factory.makeCounter(label: "hits", dimensions: [("a", child)]).increment(by: 1)
        }
        hit("idle")
        _ = registry.collect()
        time.withLock { $0 += .seconds(2) }
        let (isHeld, goesOn, returned) = (Latch(), Latch(), Latch())
        try registry.gauge("held", help: "H.") {
            isHeld.open()
            goesOn.wait()
            return 1
        }
        let collection = PosixThread { _ = registry.collect() }
        #expect(isHeld.opensInTime())
        let recorder = PosixThread {
            for child in ["idle", "new"] { hit(child) }
            returned.open()
        }
        #expect(returned.opensInTime())
        goesOn.open()
        recorder.join()
        collection.join()
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "new"]) == 1)
    }

    @Test func `what is recorded through a destroyed instrument is counted`() throws {
        let registry = Registry(exposesOwnMetrics: true)
        let factory = try NinesMetricsFactory(registry: registry)
        func removed() -> Double {
            registry.collect().value(of: "nines_metrics_dropped_total", labels: ["reason": "removed"]) ?? 0
        }
        let counter = factory.makeCounter(label: "hits", dimensions: [])
        factory.destroyCounter(counter)
        let before = removed()
        counter.increment(by: 7)
        #expect(removed() - before >= 7)
    }
}
