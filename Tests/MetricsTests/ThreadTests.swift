import CNinesThreadCells
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

/// What must hold while threads come, go, outnumber the slabs and meet removals and collections. Serialized: each test
/// wants the process's slabs for itself.
@Suite(.serialized) struct ThreadTests {
    @Test func `loses nothing of threads that come and go`() throws {
        let registry = Registry()
        let counter = try registry.counter("work_total", help: "Work.")
        let histogram = try registry.histogram("work_seconds", help: "Time.", upperBounds: [1, 2, 4])
        let family = try registry.counter("kinds_total", help: "Kinds.", labels: LabelName("kind", of: Int.self))
        for _ in 0..<150 {
            PosixThread.run(8) { index in
                for _ in 0..<100 {
                    counter.increment()
                    counter.increment(by: 0.25)
                    histogram.observe(3)
                    family.increment(index)
                }
            }
        }
        #expect(counter.value == CounterValue(integer: 120_000, fraction: 30_000))
        #expect(Array(histogram.value.counts) == [0, 0, 120_000, 0])
        #expect(histogram.value.sum == 360_000)
        let snapshot = registry.collect()
        for kind in 0..<8 { #expect(snapshot.value(of: "kinds_total", labels: ["kind": "\(kind)"]) == 15_000) }
        #expect(CellStore.shared.ownedSlabCount <= CellStore.shared.maximumSlabs)
    }

    @Test func `counts exactly with more threads than slabs`() throws {
        let counter = try Counter.unregistered()
        let histogram = try Registry().histogram("work_seconds", help: "Time.", upperBounds: [1])
        let threads = 2 * CellStore.shared.maximumSlabs + 8
        let (start, end) = (Meeting(threads), Meeting(threads))
        PosixThread.run(threads) { _ in
            start.arrive()
            for _ in 0..<500 {
                counter.increment()
                counter.increment(by: 0.5)
                histogram.observe(2)
            }
            // All threads hold what they hold until the last has recorded.
            end.arrive()
        }
        #expect(counter.value == CounterValue(integer: UInt64(threads) * 500, fraction: Double(threads) * 250))
        #expect(Array(histogram.value.counts) == [0, UInt64(threads) * 500])
        #expect(histogram.value.sum == Double(threads) * 1_000)
        #expect(CellStore.shared.ownedSlabCount == CellStore.shared.maximumSlabs)
    }

    @Test func `counts exactly in a task that changes threads at every turn`() async throws {
        let registry = Registry()
        let counter = try registry.counter("turns_total", help: "Turns.")
        let family = try registry.counter(
            "turns_by_task_total", help: "Turns.", labels: LabelName("task", of: Int.self))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<2_000 {
                        counter.increment()
                        family.increment(task)
                        await Task.yield()
                        counter.increment()
                    }
                }
            }
        }
        #expect(counter.value.integer == 32_000)
        let snapshot = registry.collect()
        for task in 0..<8 { #expect(snapshot.value(of: "turns_by_task_total", labels: ["task": "\(task)"]) == 2_000) }
    }

    @Test func `never reads a counter lower than before`() throws {
        let registry = Registry()
        let counter = try registry.counter("work_total", help: "Work.")
        let family = try registry.counter("kinds_total", help: "Kinds.", labels: LabelName("kind", of: Int.self))
        let recording = Atomic<Int>(6)
        let falls = Atomic<Int>(0)
        PosixThread.run(8) { index in
            if index < 6 {
                for turn in 0..<20_000 {
                    counter.increment()
                    // Amounts whose sums must be rounded: their order matters.
                    counter.increment(by: 0.1 * Double(index + 1))
                    family.increment(turn % 5)
                }
                recording.subtract(1, ordering: .releasing)
                return
            }
            var before: [String: Double] = [:]
            while recording.load(ordering: .acquiring) > 0 {
                let snapshot = registry.collect()
                var now = ["work": snapshot.value(of: "work_total") ?? -1]
                for kind in 0..<5 { now["\(kind)"] = snapshot.value(of: "kinds_total", labels: ["kind": "\(kind)"]) }
                for (name, value) in now where value < before[name] ?? 0 { falls.add(1, ordering: .relaxed) }
                before = now
            }
        }
        #expect(falls.load(ordering: .relaxed) == 0)
        #expect(counter.value.integer == 120_000)
        #expect((0..<5).allSatisfy { registry.collect().value(of: "kinds_total", labels: ["kind": "\($0)"]) == 24_000 })
    }

    @Test func `credits no other child while children are removed under their recorders`() throws {
        let registry = Registry()
        let family = try registry.counter("jobs_total", help: "Jobs.", labels: LabelName("queue"))
        let untouched = (0..<20).map { family.labels("untouched \($0)") }
        let recording = Atomic<Int>(3)
        let credited = Atomic<Int>(0)
        PosixThread.run(5) { index in
            if index < 3 {
                for turn in 0..<20_000 {
                    family.increment("busy \(turn % 3)")
                    if turn % 64 == 0 { family.labels("held").increment() }
                }
                recording.subtract(1, ordering: .releasing)
            } else if index == 3 {
                while recording.load(ordering: .acquiring) > 0 {
                    for queue in 0..<3 { family.remove("busy \(queue)") }
                    family.remove("held")
                    // These get the cells of what has just been removed: they must start, and stay, at 0.
                    let fresh = (0..<4).map { family.labels("fresh \($0)") }
                    sched_yield()
                    if !fresh.allSatisfy({ $0.value == CounterValue(integer: 0) }) {
                        credited.add(1, ordering: .relaxed)
                    }
                    for queue in 0..<4 { family.remove("fresh \(queue)") }
                }
            } else {
                while recording.load(ordering: .acquiring) > 0 { _ = registry.collect() }
            }
        }
        #expect(credited.load(ordering: .relaxed) == 0)
        #expect(untouched.allSatisfy { $0.value == CounterValue(integer: 0) })
    }

    /// What keeps a looked-up child alive is a matter of which instruction comes first, which only an optimized build
    /// decides: worth running in one.
    @Test func `keeps a child alive that is removed while it is looked up`() throws {
        let registry = Registry()
        let family = try registry.counter("jobs_total", help: "Jobs.", labels: LabelName("queue"))
        let isOver = Atomic<Bool>(false)
        PosixThread.run(7) { index in
            guard index < 6 else {
                var removed = 0
                while removed < 100 { removed += family.remove("busy") ? 1 : 0 }
                isOver.store(true, ordering: .relaxed)
                return
            }
            while !isOver.load(ordering: .relaxed) { family.labels("busy").increment() }
        }
        family.remove("busy")
        #expect(family.labels("busy").value == CounterValue(integer: 0))
    }

    @Test func `keeps every record of a child that is made by many threads at once`() throws {
        let registry = Registry()
        let family = try registry.counter("users_total", help: "Users.", labels: LabelName("id", of: Int.self))
        let start = Meeting(4)
        PosixThread.run(4) { _ in
            start.arrive()
            for id in 0..<3_000 { family.increment(id) }
        }
        guard case .counters(let values)? = registry.collect().family("users_total")?.values else { return }
        #expect(values == Array(repeating: CounterValue(integer: 4), count: 3_000))
    }

    @Test func `records in a destructor that runs after the slab was handed over`() throws {
        let counter = try Counter.unregistered()
        let family = try Registry().counter("ends_total", help: "Ends.", labels: LabelName("kind"))
        let recorder = Unmanaged.passRetained(EndRecorder(counter, family))
        defer { recorder.release() }
        let address = UInt(bitPattern: recorder.toOpaque())
        // Keys are destroyed in no order that may be relied on, so take several: some come after Nines' own.
        let keys = (0..<4).map { _ in
            var key = pthread_key_t()
            pthread_key_create(&key) { argument in
                #if !canImport(Darwin)
                    guard let argument else { return }
                #endif
                let recorder = Unmanaged<EndRecorder>.fromOpaque(argument).takeUnretainedValue()
                recorder.counter.increment()
                recorder.family.increment("thread")
            }
            return key
        }
        defer { for key in keys { pthread_key_delete(key) } }
        for _ in 0..<20 {
            PosixThread.run(4) { _ in
                counter.increment()
                for key in keys { pthread_setspecific(key, UnsafeRawPointer(bitPattern: address)) }
            }
        }
        #expect(counter.value.integer == 80 + 320)
        #expect(family.labels("thread").value.integer == 320)
    }

    private final class EndRecorder: Sendable {
        let counter: Counter
        let family: Family<Counter, String>
        init(_ counter: Counter, _ family: Family<Counter, String>) {
            self.counter = counter
            self.family = family
        }
    }
}
