import CNinesThreadCells
import NinesMetrics
import Synchronization
import TestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Shows that recording goes on in a child process that was forked without `exec` and has the forking thread only.
///
/// A program of its own: in a test runner, threads that a child lacks hold locks of the Swift runtime now and then, and
/// a child that needs one never goes on. Here all threads only record. Exits with 1 when a fact does not hold.
@main
struct ForkedRecording {
    static func main() throws {
        try check("a child records on the slab of the forking thread", recordsOnTheSlabOfTheForkingThread)
        try check("a child whose thread had no slab takes one", recordsWhereTheThreadHadNoSlab)
        try check("a child makes and removes children while others were reading", makesAndRemovesChildren)
    }

    private static func check(_ fact: String, _ holds: () throws -> ForkedProcess.End) throws {
        let end = try holds()
        print("forked-recording: \(fact): \(end)")
        if end != .held { exit(1) }
    }

    private static func recordsOnTheSlabOfTheForkingThread() throws -> ForkedProcess.End {
        let counter = try Counter.unregistered()
        let histogram = try Registry().histogram("work_seconds", help: "Time.", upperBounds: [1, 2])
        counter.increment(by: 40)
        histogram.observe(1.5)
        let before = nines_thread_slab()
        let end = ForkedProcess.run {
            counter.increment()
            counter.increment(by: 1)
            counter.increment(by: 0.5)
            histogram.observe(3)
            return nines_thread_slab() == before && counter.value == CounterValue(integer: 42, fraction: 0.5)
                && Array(histogram.value.counts) == [0, 1, 1] && histogram.value.sum == 4.5
        }
        // What the child recorded is its own.
        let isUntouched =
            counter.value == CounterValue(integer: 40) && Array(histogram.value.counts) == [0, 1, 0]
        return end == .held && !isUntouched ? .failed : end
    }

    private static func recordsWhereTheThreadHadNoSlab() throws -> ForkedProcess.End {
        let counter = try Counter.unregistered()
        let family = try Registry().counter("kinds_total", help: "Kinds.", labels: LabelName("kind"))
        let held = family.labels("held")
        counter.increment(by: 40)
        held.increment()
        let end = Outcome()
        PosixThread.run(1) { _ in
            end.value.withLock {
                $0 = ForkedProcess.run {
                    guard nines_thread_slab() == nines_thread_no_slab() else { return false }
                    counter.increment(by: 2)
                    family.increment("held")
                    return counter.value == CounterValue(integer: 42) && held.value == CounterValue(integer: 2)
                }
            }
        }
        let isUntouched = counter.value == CounterValue(integer: 40) && held.value == CounterValue(integer: 1)
        return end.value.withLock { $0 == .held && !isUntouched ? .failed : $0 }
    }

    private static func makesAndRemovesChildren() throws -> ForkedProcess.End {
        let family = try Registry().counter("kinds_total", help: "Kinds.", labels: LabelName("kind", of: Int.self))
        @Sendable func makesAndRemoves() -> Bool {
            for kind in 1...20 { family.increment(kind) }
            return family.labels(20).value.integer == 1 && (1...20).allSatisfy { family.remove($0) }
        }
        // What is made at its first use is made now.
        guard makesAndRemoves() else { return .failed }
        family.increment(0)
        let isOver = Atomic<Bool>(false)
        let end = Outcome()
        PosixThread.run(3) { index in
            guard index == 0 else {
                while !isOver.load(ordering: .relaxed) { family.increment(0) }
                return
            }
            for _ in 0..<20 {
                let one = ForkedProcess.run(makesAndRemoves)
                end.value.withLock { $0 = one }
                if one != .held { break }
            }
            isOver.store(true, ordering: .relaxed)
        }
        return end.value.withLock { $0 }
    }
}

/// What a thread found out.
private final class Outcome: Sendable {
    let value = Mutex(ForkedProcess.End.notForked)
}
