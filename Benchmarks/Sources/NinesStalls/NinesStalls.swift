import CoreMetrics
import NinesMetrics
import NinesMetricsBridge
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `nines-stalls [CHILDREN] [ROUNDS]`: how long single records take while two threads collect back to back, in families
/// whose children expire after 2 ms beside families whose children stay, in turns. Prints medians of the rounds.
@main
struct NinesStalls {
    /// Every hundredth record is in a child that was idle for long, or is new; the others are in a thousand that are in
    /// use.
    static let used = 1_000
    static let records = 1_000_000

    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let children = numbers.first ?? 1_000_000
        let rounds = numbers.dropFirst().first ?? 9
        let labels = (0..<children).map { "child \($0)" }
        for isBridged in [false, true] {
            var results: [Bool: [[Int]]] = [:]
            for _ in 0..<rounds {
                for expires in [false, true] {
                    let limits = expires ? ChildLimits(idleTime: .milliseconds(2)) : .none
                    let figures = try isBridged ? bridged(labels, limits) : own(labels, limits)
                    results[expires, default: []].append(figures)
                }
            }
            func medians(_ expires: Bool) -> [Int] {
                (0..<4).map { figure in results[expires, default: []].map { $0[figure] }.sorted()[rounds / 2] }
            }
            func line(_ medians: [Int]) -> String {
                zip(["p50", "p99", "p99.99", "max"], medians).map { "\($0) \($1)" }.joined(separator: ", ")
            }
            let (stay, expire) = (medians(false), medians(true))
            let ratios = [1, 2].map { Double(expire[$0]) / Double(max(stay[$0], 1)) }
            print(isBridged ? "makeCounter and increment, ns:" : "increment by a label, ns:")
            print("  children stay:  ", line(stay))
            print("  children expire:", line(expire))
            let text = ratios.map { "\(($0 * 100).rounded() / 100)x" }.joined(separator: " and ")
            print("  p99 and p99.99: \(text); bar <= 2x: \(ratios.allSatisfy { $0 <= 2 } ? "met" : "missed")")
        }
    }

    private static func own(_ labels: [String], _ limits: ChildLimits) throws -> [Int] {
        let registry = Registry()
        let family = try registry.counter("hits_total", help: "Hits.", limits: limits, labels: LabelName("child"))
        for label in labels { family.increment(label) }
        return measure(registry, labels) { family.increment($0) }
    }

    private static func bridged(_ labels: [String], _ limits: ChildLimits) throws -> [Int] {
        let registry = Registry()
        var policy = BridgePolicy()
        policy.childLimits = limits
        let factory = try NinesMetricsFactory(registry: registry, policy: policy)
        for label in labels { factory.makeCounter(label: "hits", dimensions: [("child", label)]).increment(by: 1) }
        return measure(registry, labels) {
            factory.makeCounter(label: "hits", dimensions: [("child", $0)]).increment(by: 1)
        }
    }

    /// Nanoseconds of the median, of the 99th and of the 99.99th in a hundred, and of the slowest record.
    private static func measure(_ registry: Registry, _ labels: [String], _ record: (String) -> Void) -> [Int] {
        _ = registry.collect()
        let isOver = Shared()
        let collectors = (0..<2).map { _ in
            thread {
                while !isOver.value.load(ordering: .relaxed) { _ = registry.collect() }
            }
        }
        var times: [UInt32] = []
        times.reserveCapacity(records)
        var numbers = SystemRandomNumberGenerator()
        for turn in 0..<records {
            let label =
                turn % 100 == 0
                ? labels[Int.random(in: 0..<labels.count, using: &numbers)]
                : labels[Int.random(in: 0..<min(used, labels.count), using: &numbers)]
            let start = now()
            record(label)
            times.append(UInt32(clamping: now() - start))
        }
        isOver.value.store(true, ordering: .relaxed)
        for collector in collectors { pthread_join(collector, nil) }
        times.sort()
        return [0.5, 0.99, 0.9999, 1].map { Int(times[min(records - 1, Int($0 * Double(records)))]) }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private final class Shared: Sendable { let value = Atomic<Bool>(false) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Darwin)
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                #else
                    argument.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                #endif
                return nil
            }, Unmanaged.passRetained(Body(body)).toOpaque())
        #if canImport(Darwin)
            return thread.unsafelyUnwrapped
        #else
            return thread
        #endif
    }
}
