import CNinesThreadCells
import Testing

@testable import NinesMetrics

/// Expiry waits for marks and not for handles: what a look-up records outside its mark may be in a child that just
/// went.
@Suite struct ExpiryMarkTests {
    private func marks(_ limits: ChildLimits, _ labels: [String]) throws -> [Bool] {
        let family = try Registry().counter("jobs_total", help: "J.", limits: limits, labels: LabelName("queue"))
        // The thread's first look-up gives it its mark.
        family.increment(labels[0])
        var marks: [Bool] = []
        for label in labels {
            family.withChild(label) { (child: Counter) in
                child.increment()
                marks.append(nines_thread_mark().map { nines_mark_read($0) % 2 == 1 } ?? false)
            }
        }
        #expect(nines_thread_mark().map { nines_mark_read($0) % 2 } == 0)
        return marks
    }

    @Test func `records in a child that is just made under the mark`() throws {
        #expect(try marks(ChildLimits(idleTime: .seconds(60)), ["a", "b", "c"]) == [true, true, true])
    }

    @Test func `records in the overflow child under the mark`() throws {
        let limits = ChildLimits(count: 1, idleTime: .seconds(60))
        #expect(try marks(limits, ["a", "b", "c", "b"]) == [true, true, true, true])
    }

    @Test func `counts a look up of the overflow child once`() throws {
        let family = try Registry().counter(
            "once_total", help: "O.", limits: ChildLimits(count: 0, idleTime: .seconds(60)), labels: LabelName("queue"))
        for _ in 0..<3 {
            for queue in ["a", "b"] { family.increment(queue) }
            family.removeAll()
        }
        let own = Registry(exposesOwnMetrics: true).collect()
        #expect(own.value(of: "nines_metrics_overflowed_total", labels: ["family": "once_total"]) == 6)
    }
}
