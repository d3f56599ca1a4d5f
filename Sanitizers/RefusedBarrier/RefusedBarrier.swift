import CSystemCallFilter
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

/// Shows that look-ups, removals and expiry are right where the system refuses `membarrier`: from the start, when
/// readers pay with a fence, and from later on, when nothing can be freed any more. A program of its own, as a filter
/// of system calls stays. Exits with 1 when a fact does not hold.
@main
struct RefusedBarrier {
    static func main() throws {
        let isLater = CommandLine.arguments.dropFirst().first == "later"
        if !isLater { check("the system takes a filter", refuse_membarrier()) }
        let clock = HandClock()
        let registry = Registry(exposesOwnMetrics: true, clock: clock.forRegistry)
        let family = try registry.counter(
            "kinds_total", help: "Kinds.", limits: ChildLimits(idleTime: .seconds(1)), labels: LabelName("kind"))
        let held = family.labels("held")
        if isLater { check("the system takes a filter", refuse_membarrier()) }

        let recording = Atomic<Int>(2)
        PosixThread.run(4) { index in
            var turn = 0
            while index >= 2, recording.load(ordering: .acquiring) > 0 {
                turn += 1
                if index == 2 {
                    family.remove("other \(turn % 50)")
                } else {
                    clock.advance(by: .seconds(2))
                    _ = registry.collect()
                }
            }
            guard index < 2 else { return }
            for turn in 0..<10_000 {
                family.increment("held")
                family.increment("other \(turn % 50)")
                family.labels("other \(turn % 7)").increment()
            }
            recording.subtract(1, ordering: .releasing)
        }
        check("nothing is lost of a child that stays", held.value.total == 20_000)
        for _ in 0..<3 {
            clock.advance(by: .seconds(2))
            _ = registry.collect()
        }
        let snapshot = registry.collect()
        let unreclaimed =
            snapshot.value(of: "nines_metrics_dropped_total", labels: ["reason": "unreclaimed"]) ?? 0
        if isLater {
            check("what cannot be freed is counted", unreclaimed > 0)
            family.increment("idle")
            for _ in 0..<3 {
                clock.advance(by: .seconds(2))
                _ = registry.collect()
            }
            check(
                "idle children stay", registry.collect().value(of: "kinds_total", labels: ["kind": "idle"]) == 1)
        } else {
            check("all is freed", unreclaimed == 0)
            check("idle children go", snapshot.family("kinds_total")?.count == 1)
        }
    }

    private static func check(_ fact: String, _ holds: Bool) {
        print("refused-barrier: \(fact): \(holds)")
        if !holds { exit(1) }
    }
}
