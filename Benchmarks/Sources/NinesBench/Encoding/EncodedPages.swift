import Foundation
import NinesMetrics

/// The registries whose pages are encoded; the Go program makes the same.
enum EncodedPages {
    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    /// Counters of one family.
    ///
    /// - Parameter threads: How many record in every child, at once, so that each has cells of its own.
    static func counters(_ count: Int, threads: Int = 1) throws -> Registry {
        let registry = Registry()
        let family = try registry.counter(
            "http_requests_total", help: "Requests.", labels: LabelName("method"), LabelName("route"))
        let children = (0..<count).map { family.labels(methods[$0 % 5], route($0)) }
        let (meeting, ends) = (DispatchSemaphore(value: 0), DispatchGroup())
        for _ in 0..<threads {
            ends.enter()
            let thread = Thread {
                for (index, child) in children.enumerated() { child.increment(by: index * 37 / threads) }
                ends.leave()
                // Lives on until all have recorded: the next thread would take over its cells.
                meeting.wait()
            }
            thread.start()
        }
        ends.wait()
        for _ in 0..<threads { meeting.signal() }
        return registry
    }

    /// Gauges of random fractions.
    static func gauges(_ count: Int) throws -> Registry {
        let registry = Registry()
        let family = try registry.gauge(
            "http_latency_seconds", help: "Latency.", labels: LabelName("method"), LabelName("route"))
        var random = SplitMix64(seed: 1)
        for index in 0..<count { family.set(methods[index % 5], route(index), to: duration(&random)) }
        return registry
    }

    /// Histograms with the default bounds and 20 observations each.
    static func histograms(_ count: Int) throws -> Registry {
        let registry = Registry()
        let family = try registry.histogram(
            "http_request_duration_seconds", help: "Time.", labels: LabelName("method"), LabelName("route"))
        var random = SplitMix64(seed: 1)
        for index in 0..<count {
            let child = family.labels(methods[index % 5], route(index))
            for _ in 0..<20 { child.observe(duration(&random)) }
        }
        return registry
    }

    /// What no encoder can be faster than.
    static func copy(_ page: [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: page.count, alignment: 16) { target in
            page.withUnsafeBytes { target.copyMemory(from: $0) }
            precondition(target.last == page.last)
        }
    }

    private static func route(_ index: Int) -> String {
        let digits = String(index)
        return "/api/v1/items/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private static func duration(_ random: inout SplitMix64) -> Double {
        pow(10, Double(random.next() >> 11) / 0x1p53 * 4.3 - 3)
    }
}
