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

@Suite struct SharedScrapesTests {
    /// A source whose collections wait until they are let through.
    private final class GatedSource: MetricSource {
        let begun = Atomic<Int>(0)
        let letThrough = Atomic<Int>(0)
        let registry = Registry()
        let filters = Lock<[NameFilter]>([])

        func collect(_ names: NameFilter) -> Snapshot {
            filters.withLock { $0.append(names) }
            let number = begun.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
            while letThrough.load(ordering: .acquiring) < number { sched_yield() }
            return registry.collect(names)
        }
    }

    private static func wait(until condition: () -> Bool) {
        while !condition() { sched_yield() }
    }

    @Test func `serves all that ask while a collection runs with one more`() throws {
        let source = GatedSource()
        let (a, b) = (try source.registry.counter("a_total", help: "A."), try source.registry.gauge("b", help: "B."))
        let shared = SharedScrapes(source)
        let results = Lock<[Int: Snapshot]>([:])
        let first = PosixThread { results.withLock { $0[0] = shared.collect() } }
        Self.wait { source.begun.load(ordering: .acquiring) == 1 }
        let others = PosixThread {
            PosixThread.run(20) { index in
                a.increment()
                let names = index == 0 ? NameFilter(["a_total"]) : index == 1 ? NameFilter(["b"]) : .all
                let snapshot = shared.collect(names)
                results.withLock { $0[index + 1] = snapshot }
            }
        }
        Self.wait { shared.waitingCallers == 20 }
        b.set(7)
        source.letThrough.store(2, ordering: .releasing)
        first.join()
        others.join()
        #expect(source.begun.load(ordering: .acquiring) == 2)
        results.withLock { results in
            #expect(results.count == 21)
            #expect(results[1]?.lines == ["a_total{} 20.0"])
            #expect(results[2]?.lines == ["b{} 7.0"])
            for index in 3...20 { #expect(results[index]?.lines == ["a_total{} 20.0", "b{} 7.0"]) }
        }
        #expect(shared.waitingCallers == 0)
    }

    @Test func `asks for no more than the callers want together`() throws {
        let source = GatedSource()
        let shared = SharedScrapes(source)
        let first = PosixThread { _ = shared.collect(NameFilter(["z"])) }
        Self.wait { source.begun.load(ordering: .acquiring) == 1 }
        let others = PosixThread { PosixThread.run(2) { _ = shared.collect(NameFilter(["name\($0)"])) } }
        Self.wait { shared.waitingCallers == 2 }
        source.letThrough.store(2, ordering: .releasing)
        first.join()
        others.join()
        #expect(source.filters.withLock { $0 } == [NameFilter(["z"]), NameFilter(["name0", "name1"])])
    }

    @Test func `holds each caller's own records however many collect`() throws {
        let registry = Registry()
        let family = try registry.counter("a_total", help: "A.", labels: LabelName("thread", of: Int.self))
        let shared = SharedScrapes(registry)
        let missed = Atomic<Int>(0)
        PosixThread.run(8) { thread in
            for round in 1...100 {
                family.increment(thread)
                let seen = shared.collect().value(of: "a_total", labels: ["thread": "\(thread)"])
                if seen != Double(round) { missed.add(1, ordering: .relaxed) }
            }
        }
        #expect(missed.load(ordering: .relaxed) == 0)
    }
}
