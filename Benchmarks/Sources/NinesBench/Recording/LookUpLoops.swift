import CCompilerFence
import NinesMetrics

/// What most web services do per request: find the child by its label values, then record.
enum LookUpLoops {
    enum Method: String, CaseIterable, LabelValue { case get, post, put, patch, delete }

    static func all() throws -> [TimedLoop] {
        let registry = Registry()
        let (method, status) = (LabelName("method"), LabelName("status", of: Int.self))
        let one = try registry.counter("one_total", help: "One label.", labels: LabelName("route"))
        let short = try registry.counter("short_total", help: "Small strings.", labels: method, LabelName("route"))
        let long = try registry.counter("long_total", help: "Large strings.", labels: method, LabelName("route"))
        let mixed = try registry.counter("mixed_total", help: "With integers.", labels: method, status)
        let cases = try registry.counter(
            "cases_total", help: "With enumerations.", labels: LabelName("method", of: Method.self), status)
        let three = try registry.counter(
            "three_total", help: "Three labels.", labels: method, LabelName("route"), status)
        let seconds = try registry.histogram(
            "answer_seconds", help: "Time to answer.", unit: "seconds", labels: method, LabelName("route"))
        let capped = try registry.counter(
            "capped_total", help: "Few children.", limits: ChildLimits(count: 100), labels: method, LabelName("route"))
        for item in 0..<100 { capped.increment("GET", "/items/\(item)") }
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [
            TimedLoop(title("increment, 1 small string")) { thread in
                let turns = Turns(thread, { "/items/\($0)" }, { _ in () })
                return { turns.walk($0) { route, _ in one.increment(route) } }
            },
            TimedLoop(title("increment, 2 small strings"), bar: RecordingPeers.Bars.lookUp) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { "/items/\($0)" })
                return { incrementByStrings(short, turns, times: $0) }
            },
            TimedLoop(title("increment, small and large string")) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { "/api/v1/customers/{id}/\($0)" })
                return { turns.walk($0) { long.increment($0, $1) } }
            },
            TimedLoop(title("increment, small string and Int"), bar: RecordingPeers.Bars.lookUpWithNumber) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { 200 + $0 })
                return { incrementByNumber(mixed, turns, times: $0) }
            },
            TimedLoop(title("increment, case and Int"), bar: RecordingPeers.Bars.lookUpWithNumber) { thread in
                let turns = Turns(thread, { Method.allCases[$0 % 5] }, { 200 + $0 })
                return { incrementByCase(cases, turns, times: $0) }
            },
            TimedLoop(title("increment, 2 small strings and Int")) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { "/items/\($0)" })
                return { turns.walk($0) { three.increment($0, $1, 200) } }
            },
            TimedLoop(title("increment, 2 small strings beyond the limit")) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { "/secret/\($0)" })
                return { turns.walk($0) { capped.increment($0, $1) } }
            },
            TimedLoop(title("observe, 2 small strings")) { thread in
                let turns = Turns(thread, { methods[$0 % 5] }, { "/items/\($0)" })
                return { turns.walk($0) { seconds.observe($0, $1, value: 0.042) } }
            },
        ]
    }

    // Not inlined, so that the assembly check finds them.

    @inline(never)
    private static func incrementByStrings(
        _ family: Family<Counter, String, String>, _ turns: Turns<String, String>, times: Int
    ) {
        turns.walk(times) { family.increment($0, $1) }
    }

    @inline(never)
    private static func incrementByNumber(
        _ family: Family<Counter, String, Int>, _ turns: Turns<String, Int>, times: Int
    ) {
        turns.walk(times) { family.increment($0, $1) }
    }

    @inline(never)
    private static func incrementByCase(
        _ family: Family<Counter, Method, Int>, _ turns: Turns<Method, Int>, times: Int
    ) {
        turns.walk(times) { family.increment($0, $1) }
    }

    private static func title(_ what: String) -> String { "look-up in 100 children: \(what)" }
}

/// Label values of 100 children in an order that no predictor learns.
///
/// Lent to the operation from memory of their own, as a service has them at hand: the loop copies no string and so
/// counts no references.
private final class Turns<First: ~Copyable, Second: ~Copyable> {
    private let first: UnsafeMutableBufferPointer<First>
    private let second: UnsafeMutableBufferPointer<Second>
    private static var count: Int { 1 << 12 }

    init(_ thread: Int, _ first: (Int) -> First, _ second: (Int) -> Second) {
        self.first = .allocate(capacity: Self.count)
        self.second = .allocate(capacity: Self.count)
        var random = SplitMix64(seed: UInt64(thread) + 1)
        for index in 0..<Self.count {
            let child = Int(random.next() % 100)
            self.first.initializeElement(at: index, to: first(child))
            self.second.initializeElement(at: index, to: second(child))
        }
    }

    deinit {
        first.deinitialize()
        second.deinitialize()
        first.deallocate()
        second.deallocate()
    }

    @inline(__always)
    func walk(_ times: Int, _ record: (borrowing First, borrowing Second) -> Void) {
        for turn in 0..<times {
            record(first[turn & (Self.count - 1)], second[turn & (Self.count - 1)])
            compiler_fence()
        }
    }
}
