import CCompilerFence
import CoreMetrics
import NinesMetrics
import NinesMetricsBridge

/// What code that knows only swift-metrics pays: it makes the instrument where it records.
enum BridgeLoops {
    static func all() throws -> [TimedLoop] {
        let factory = try NinesMetricsFactory(registry: Registry())
        let keys = (0..<100).map { Key("GET", "/items/\($0)", reversed: false) }
        let reversed = (0..<100).map { Key("GET", "/items/\($0)", reversed: true) }
        let long = (0..<100).map { Key("GET", "/api/v1/customers/{id}/\($0)", reversed: false) }
        for key in keys + long { factory.makeCounter(label: label, dimensions: key.dimensions).increment(by: 1) }
        let make: Record = { factory.makeCounter(label: label, dimensions: $0).increment(by: 1) }
        return [
            loop("make and increment", keys, bar: RecordingPeers.Bars.lookUpThroughBridge, make),
            loop("make and increment, other order", reversed, make),
            loop("make and increment, large strings", long, make),
            loop("Counter(...).increment()", keys) {
                CoreMetrics.Counter(label: label, dimensions: $0, factory: factory).increment()
            },
        ]
    }

    private typealias Record = @Sendable ([(String, String)]) -> Void

    private static let label = "http.requests"
    private static let turnCount = 1 << 12

    /// Dimensions that a loop passes on without a copy: a property that never changes is borrowed.
    private final class Key: Sendable {
        let dimensions: [(String, String)]

        init(_ method: String, _ path: String, reversed: Bool) {
            let dimensions = [("method", method), ("path", path)]
            self.dimensions = reversed ? dimensions.reversed() : dimensions
        }
    }

    /// Records in 100 children, in an order that no predictor learns.
    @inline(__always)
    private static func loop(_ name: String, _ keys: [Key], bar: Bar? = nil, _ record: @escaping Record) -> TimedLoop {
        TimedLoop("swift-metrics, 100 children: \(name)", bar: bar) { thread in
            var random = SplitMix64(seed: UInt64(thread) + 1)
            let turns = (0..<turnCount).map { _ in Unmanaged.passUnretained(keys[Int(random.next() % 100)]) }
            return { times in
                withExtendedLifetime(keys) {
                    turns.withUnsafeBufferPointer { turns in
                        for turn in 0..<times {
                            turns[turn & (turnCount - 1)]._withUnsafeGuaranteedRef { record($0.dimensions) }
                            compiler_fence()
                        }
                    }
                }
            }
        }
    }
}
