import NinesMetrics
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Everything at once: what ThreadSanitizer has to see, and what must be exact all the same.
@Suite(.serialized) struct ChildLifeThreadTests {
    @Test func `is exact for children that stay while others come and go`() throws {
        let clock = HandClock()
        let registry = Registry(exposesOwnMetrics: true, clock: clock.forRegistry)
        let limits = ChildLimits(count: 40, idleTime: .seconds(3600))
        let family = try registry.counter("life_total", help: "L.", limits: limits, labels: LabelName("name"))
        let kept = try registry.histogram("kept", help: "K.", upperBounds: [1], labels: LabelName("name"))
        let gauges = try registry.gauge(
            "gauges", help: "G.", limits: ChildLimits(idleTime: .seconds(1)), labelNames: ["name"])
        for index in 0..<8 { family.increment("stays \(index)") }
        let recording = Atomic<Int>(3)
        PosixThread.run(6) { index in
            if index < 3 {
                for turn in 0..<1_500 {
                    family.increment("stays \(turn % 8)")
                    family.increment("busy \(turn % 100)")
                    kept.observe("stays \(turn % 4)", value: Double(turn % 2) * 2)
                    try? gauges.labels(["name": "\(turn % 7)"]).set(1)
                }
                recording.subtract(1, ordering: .releasing)
                return
            }
            var turn = 0
            while recording.load(ordering: .acquiring) > 0 {
                turn += 1
                if index == 3 {
                    clock.advance(by: .milliseconds(300))
                    _ = registry.collect()
                } else if index == 4 {
                    family.remove("busy \(turn % 100)")
                    family.removeAll { $0[0].value.utf8.first == UInt8(ascii: "b") }
                    family.removeAll(matching: ["name": "other"])
                } else {
                    let new = try? registry.gauge("new_\(turn)", help: "N.", labels: LabelName("a"))
                    new?.set("x", to: 1)
                    _ = registry.collect(NameFilter(["life", "gauges"]))
                    sched_yield()
                }
            }
        }
        let snapshot = registry.collect()
        for index in 0..<8 {
            let expected = 3.0 * Double((1_500 - index + 7) / 8) + 1
            #expect(snapshot.value(of: "life_total", labels: ["name": "stays \(index)"]) == expected)
        }
        guard case .histograms(let column)? = snapshot.family("kept")?.values else { return }
        #expect((0..<4).map { column.counts($0).reduce(0, +) } == [1_125, 1_125, 1_125, 1_125])
    }

    /// A child that is only ever recorded to by look-ups loses nothing to expiry but what it had when it was idle: each
    /// of its lives ends with what was collected of it.
    @Test func `loses no record of a look up that meets expiry`() throws {
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        let family = try registry.counter(
            "met_total", help: "M.", limits: ChildLimits(idleTime: .seconds(1)), labels: LabelName("name"))
        let recording = Atomic<Int>(3)
        let counted = Lock(0.0)
        PosixThread.run(4) { index in
            if index < 3 {
                for turn in 0..<4_000 {
                    family.increment("a")
                    if turn % 16 == 0 { sched_yield() }
                }
                recording.subtract(1, ordering: .releasing)
                return
            }
            var (last, created) = (0.0, UnixTime?.none)
            func collect() {
                let family = registry.collect().family("met_total")
                guard case .counters(let values)? = family?.values, let now = values.first?.total else { return }
                // Each life begins at another time.
                if family?.created?.first != created { counted.withLock { $0 += last } }
                (last, created) = (now, family?.created?.first)
            }
            while recording.load(ordering: .acquiring) > 0 {
                // Each collection finds it idle unless it was updated since the one before.
                clock.advance(by: .seconds(2))
                collect()
            }
            collect()
            counted.withLock { $0 += last }
        }
        #expect(counted.withLock { $0 } == 12_000)
    }
}
