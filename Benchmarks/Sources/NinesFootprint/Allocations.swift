import Foundation
import NinesMetrics

/// Allocations per operation, counted by the library in `CountAllocations`, which has to be preloaded.
enum Allocations {
    struct NotCounted: Error, CustomStringConvertible {
        var description: String { "count_allocations.so is not preloaded" }
    }

    static func report(times: Int) throws {
        let registry = Registry()
        let counter = try registry.counter("held_total", help: "Held.")
        let gauge = try registry.gauge("level", help: "Held.")
        let histogram = try registry.histogram("taken_seconds", help: "Held.")
        let family = try registry.counter(
            "requests_total", help: "Requests.", labels: LabelName("method"), LabelName("status", of: Int.self))
        let routes = try registry.counter("routes_total", help: "Requests.", labels: LabelName("route"))
        let seconds = try registry.histogram("request_seconds", help: "Time.", labels: LabelName("route"))
        let route = "/api/v1/customers/{id}" + String(repeating: "/x", count: times % 2)
        try count("counter increment", times) { counter.increment() }
        try count("gauge set", times) { gauge.set(1) }
        try count("histogram observe", times) { histogram.observe(0.042) }
        try count("look-up by string and integer, increment", times) { family.increment("GET", 200) }
        try count("look-up by a long string, increment", times) { routes.increment(route) }
        try count("look-up by a long string, observe", times) { seconds.observe(route, value: 0.042) }
    }

    private static func count(_ name: String, _ times: Int, _ body: () -> Void) throws {
        typealias Counter = @convention(c) () -> Int
        guard let symbol = dlsym(nil, "count_allocations") else { throw NotCounted() }
        let counted = unsafeBitCast(symbol, to: Counter.self)
        // A thread allocates where it records for the first time, and where it becomes warm.
        for _ in 0..<20_000 { body() }
        let before = counted()
        for _ in 0..<times { body() }
        // Read before the text is made, which allocates.
        let after = counted()
        print("allocations: \(name): \(Double(after - before) / Double(times))")
    }
}
