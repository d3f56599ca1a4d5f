import TestSupport
import Testing

@testable import NinesMetrics

/// What is recorded through handles of removed children is lost, and counted. One test at a time: each counts what the
/// process drops.
@Suite(.serialized) struct RemovedHandleTests {
    @Test func `a counter's increments are counted in full`() throws {
        let family = try Registry().counter("gone_total", help: "G.", labels: LabelName("a"))
        let count = dropped("removed") {
            let held = family.labels("x")
            held.increment(by: 100)
            family.remove("x")
            held.increment()
            held.increment(by: 2)
        }
        #expect(count == 3)
    }

    @Test func `a gauge that was set and an observation are counted, also when all children go`() throws {
        let registry = Registry()
        let gauges = try registry.gauge("size", help: "S.", labels: LabelName("a"))
        let histograms = try registry.histogram("time", help: "T.", labels: LabelName("a"))
        let count = dropped("removed") {
            let (gauge, histogram) = (gauges.labels("x"), histograms.labels("x"))
            gauges.removeAll()
            histograms.removeAll { _ in true }
            gauge.set(4)
            histogram.observe(4)
        }
        #expect(count == 2)
    }

    @Test func `nothing is counted for handles that record nothing, and for infos`() throws {
        let registry = Registry()
        let family = try registry.counter("gone_total", help: "G.", labels: LabelName("a"))
        let infos = try registry.info("build_info", help: "B.", labels: LabelName("version"))
        let count = dropped("removed") {
            let held = family.labels("x")
            held.increment()
            family.remove("x")
            infos.set("1")
            let info = infos.labels("1")
            infos.set("2")
            withExtendedLifetime((held, info)) {}
        }
        #expect(count == 0)
    }

    /// As a clock does that a collection reads, while another collection begins.
    @Test func `a removal in a collection and a look at removed handles do not wait for each other`() throws {
        let family = try Registry().counter("gone_total", help: "G.", labels: LabelName("a", of: Int.self))
        let held = (0..<300).map { family.labels($0) }
        RemovedHandles.shared.watch([held[0]])
        let (sums, isDone) = (Latch(), Latch())
        let removal = PosixThread {
            CellStore.shared.collect { _ in
                sums.open()
                // The look comes in the meantime.
                var next = 1
                _ = Latch.comes {
                    RemovedHandles.shared.watch([held[next]])
                    next += 1
                    return next == held.count
                }
            }
            isDone.open()
        }
        sums.wait()
        RemovedHandles.shared.look()
        removal.join()
        #expect(isDone.opensInTime())
    }

    @Test func `children that nobody holds any more are not kept`() throws {
        let family = try Registry().counter("gone_total", help: "G.", labels: LabelName("a"))
        weak var gone: Counter?
        do {
            let held = family.labels("x")
            family.remove("x")
            held.increment()
            gone = held
        }
        _ = Registry.default.collect()
        #expect(gone == nil)
    }
}
