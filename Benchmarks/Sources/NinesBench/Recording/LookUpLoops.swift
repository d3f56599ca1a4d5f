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
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [
            loop("increment, 1 small string") {
                "/items/\($0)"
            } _: {
                one.increment($0)
            },
            loop("increment, 2 small strings", bar: 3) {
                (methods[$0 % 5], "/items/\($0)")
            } _: {
                short.increment($0.0, $0.1)
            },
            loop("increment, small and large string") {
                (methods[$0 % 5], "/api/v1/customers/{id}/\($0)")
            } _: {
                long.increment($0.0, $0.1)
            },
            loop("increment, small string and Int", bar: 3) {
                (methods[$0 % 5], 200 + $0)
            } _: {
                mixed.increment($0.0, $0.1)
            },
            loop("increment, case and Int", bar: 3) {
                (Method.allCases[$0 % 5], 200 + $0)
            } _: {
                cases.increment($0.0, $0.1)
            },
            loop("increment, 2 small strings and Int") {
                (methods[$0 % 5], "/items/\($0)", 200)
            } _: {
                three.increment($0.0, $0.1, $0.2)
            },
            loop("observe, 2 small strings") {
                (methods[$0 % 5], "/items/\($0)")
            } _: {
                seconds.observe($0.0, $0.1, value: 0.042)
            },
        ]
    }

    private static let turnCount = 1 << 12

    /// Records in 100 children, in an order that no predictor learns.
    @inline(__always)
    private static func loop<Key: Sendable>(
        _ name: String, bar: Bar? = nil, _ key: (Int) -> Key, _ record: @escaping @Sendable (Key) -> Void
    ) -> TimedLoop {
        let keys = (0..<100).map(key)
        for key in keys { record(key) }
        return TimedLoop("look-up in 100 children: \(name)", bar: bar) { thread in
            var random = SplitMix64(seed: UInt64(thread) + 1)
            let turns = (0..<turnCount).map { _ in keys[Int(random.next() % 100)] }
            return { times in
                turns.withUnsafeBufferPointer { turns in
                    for turn in 0..<times {
                        record(turns[turn & (turnCount - 1)])
                        compiler_fence()
                    }
                }
            }
        }
    }
}
