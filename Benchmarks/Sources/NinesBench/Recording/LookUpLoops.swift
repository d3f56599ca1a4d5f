import CCompilerFence
import NinesMetrics

/// What most web services do per request: find the child by its label values, then record.
enum LookUpLoops {
    static func all() throws -> [TimedLoop] {
        let registry = Registry()
        let family = try registry.counter(
            "http_requests_total", help: "Requests.", labels: LabelName("method"), LabelName("route"))
        let keys = ["GET", "POST", "PUT", "PATCH", "DELETE"].flatMap { method in
            (0..<20).map { (method: method, route: "/api/v1/customers/{id}/\($0)") }
        }
        for key in keys { family.increment(key.method, key.route) }
        return [
            TimedLoop("look-up of 2 labels in 100 children, increment") { thread in
                // An order that no predictor learns, of strings that are not the ones the family was given.
                var random = SplitMix64(seed: UInt64(thread) + 1)
                let turns = (0..<turnCount).map { _ in keys[Int(random.next() % 100)] }
                return { lookUp(family, turns, times: $0) }
            }
        ]
    }

    private static let turnCount = 1 << 12

    @inline(never)
    private static func lookUp(
        _ family: Family<Counter, String, String>, _ turns: [(method: String, route: String)], times: Int
    ) {
        turns.withUnsafeBufferPointer { turns in
            for turn in 0..<times {
                let key = turns[turn & (turnCount - 1)]
                family.increment(key.method, key.route)
                compiler_fence()
            }
        }
    }
}
