import CNinesThreadCells
import TestSupport
import Testing

@testable import NinesMetrics

/// Threads that record do not wait for an expiry that waits: for readers, or for a collection that sums.
@Suite struct ExpiryWaitTests {
    private let clock = HandClock()

    /// A thread that is in a look-up when this returns, and stays there until `release`.
    private func stayingReader(_ release: Latch) -> PosixThread {
        let isThere = Latch()
        let thread = PosixThread {
            guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return }
            nines_mark_enter(mark)
            isThere.open()
            release.wait()
            nines_mark_leave(mark)
        }
        #expect(isThere.opensInTime())
        return thread
    }

    private func isLeaving(_ children: ChildSet, _ label: String) -> Bool {
        let key = Array(label.utf8) + [0xFF]
        return key.withUnsafeBytes { key in
            children.state.withLock { _ in children.table.load().leaving(key, hash: KeyHash.hash(key)) != nil }
        }
    }

    @Test func `look-ups of idle and new children return while an expiry waits, and nothing is lost`() throws {
        let registry = Registry(clock: clock.forRegistry)
        let limits = ChildLimits(count: 20, idleTime: .seconds(1))
        let family = try registry.counter("jobs_total", help: "J.", limits: limits, labels: LabelName("queue"))
        let gauges = try registry.gauge("size", help: "S.", limits: limits, labelNames: ["queue"])
        let children = family._lookUp.children
        let idle = (0..<12).map { "idle \($0)" }
        for label in idle { family.increment(label) }
        _ = registry.collect()
        clock.advance(by: .seconds(2))

        let (readerLeaves, collectionEnds, sums) = (Latch(), Latch(), Latch())
        let reader = stayingReader(readerLeaves)
        let expiry = PosixThread { _ = registry.collect() }
        #expect(Latch.comes { isLeaving(children, idle[11]) })

        func recordInTime(_ labels: ArraySlice<String>, new: String) {
            let returned = Latch()
            let recorder = PosixThread {
                for label in labels {
                    family.increment(label)
                    family.labels(label).increment()
                }
                family.increment(new)
                family.labels(new).increment()
                try? gauges.labels(["queue": new]).set(1)
                returned.open()
            }
            #expect(returned.opensInTime())
            if !returned.opensInTime() {
                readerLeaves.open()
                collectionEnds.open()
            }
            recorder.join()
        }
        // It waits for the reader.
        recordInTime(idle[0..<4], new: "first")
        let collection = PosixThread {
            CellStore.shared.collect { _ in
                sums.open()
                collectionEnds.wait()
            }
        }
        #expect(sums.opensInTime())
        readerLeaves.open()
        reader.join()
        // It waits for the collection.
        recordInTime(idle[4..<8], new: "second")
        collectionEnds.open()
        collection.join()
        expiry.join()

        let snapshot = registry.collect()
        for label in idle[0..<8] { #expect(snapshot.value(of: "jobs_total", labels: ["queue": label]) == 3) }
        for label in idle[8...] { #expect(snapshot.value(of: "jobs_total", labels: ["queue": label]) == nil) }
        for label in ["first", "second"] {
            #expect(snapshot.value(of: "jobs_total", labels: ["queue": label]) == 2)
            #expect(snapshot.value(of: "size", labels: ["queue": label]) == 1)
        }
    }

    @Test func `children that are leaving are removed, counted and kept in a table that grows`() throws {
        let registry = Registry(clock: clock.forRegistry)
        let family = try registry.counter(
            "jobs_total", help: "J.", limits: ChildLimits(idleTime: .seconds(1)), labels: LabelName("queue"))
        let children = family._lookUp.children
        for label in ["a", "b", "c"] { family.increment(label) }
        _ = registry.collect()
        clock.advance(by: .seconds(2))
        let readerLeaves = Latch()
        let reader = stayingReader(readerLeaves)
        let expiry = PosixThread { _ = registry.collect() }
        #expect(Latch.comes { isLeaving(children, "c") })
        for number in 0..<100 { family.increment("new \(number)") }
        #expect(isLeaving(children, "a"))
        family.increment("a")
        let removed = Latch()
        let remover = PosixThread {
            #expect(family.remove("b"))
            removed.open()
        }
        #expect(Latch.comes { !isLeaving(children, "b") })
        readerLeaves.open()
        reader.join()
        remover.join()
        expiry.join()
        let snapshot = registry.collect()
        #expect(snapshot.family("jobs_total")?.count == 101)
        #expect(snapshot.value(of: "jobs_total", labels: ["queue": "a"]) == 2)
    }

    @Test func `while a callback holds a collection, everything else goes on`() throws {
        let registry = Registry(clock: clock.forRegistry)
        let (isHeld, goesOn, returned) = (Latch(), Latch(), Latch())
        let family = try registry.counter(
            "jobs_total", help: "J.", limits: ChildLimits(idleTime: .seconds(1)), labels: LabelName("queue"))
        let handle = family.labels("a")
        family.increment("idle")
        _ = registry.collect()
        clock.advance(by: .seconds(2))
        try registry.gauge("held", help: "H.") {
            isHeld.open()
            goesOn.wait()
            return 1
        }
        let collection = PosixThread { _ = registry.collect() }
        #expect(isHeld.opensInTime())
        let recorder = PosixThread {
            handle.increment()
            for label in ["idle", "new"] { family.increment(label) }
            family.labels("newer").increment()
            #expect(family.remove("newer"))
            #expect(handle.value.total == 1)
            returned.open()
        }
        #expect(returned.opensInTime())
        goesOn.open()
        recorder.join()
        collection.join()
    }
}
