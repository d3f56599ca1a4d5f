import Foundation
@_spi(Benchmarks) import NinesMetrics
import Synchronization

/// What a family of 10,000 children costs where many threads record in it, as on a machine with 64 cores: each thread
/// has a slab of its own, some children are recorded in much more often than others (Zipf, s = 1, in an order that has
/// nothing to do with that of their creation), and a scrape collects every 100,000 records of a thread, five times.
final class ManySlabs: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let recordsPerRound = 100_000
    private static let rounds = 5

    private let threads: Int
    private let children: Int
    /// Children as they are recorded in; each thread reads a stretch from a place of its own, and the next in each
    /// round.
    private let draws: [Int32]
    /// From 1 ms to 10 s, or to 100 ms.
    private let durations: [Double]

    private init(threads: Int, children: Int, longest: Double) {
        self.threads = threads
        self.children = children
        var random = SplitMix64(seed: 1)
        let byRank = (0..<Int32(children)).shuffled(using: &random)
        var reached = 0.0
        let shares = (1...children).map { rank in
            reached += 1 / Double(rank)
            return reached
        }
        draws = (0..<1 << 20).map { _ in
            let share = Double.random(in: 0..<reached, using: &random)
            var (low, high) = (0, children - 1)
            while low < high {
                let middle = (low + high) / 2
                if shares[middle] > share { high = middle } else { low = middle + 1 }
            }
            return byRank[low]
        }
        durations = (0..<1 << 16).map { _ in 0.001 * pow(longest / 0.001, Double.random(in: 0..<1, using: &random)) }
    }

    /// The resident bytes per child afterwards, and the seconds that a collection takes at rest: the median of nine.
    struct Figures {
        let bytesPerChild: Double
        let collection: Double
    }

    static func measure(_ kind: String, slabs: Int, children: Int) throws -> Figures {
        let registry = Registry()
        let run = ManySlabs(threads: slabs - 1, children: children, longest: kind == "summaries" ? 0.1 : 10)
        let label = LabelName("customer")
        switch kind {
        case "counters":
            return try run.measure(registry) {
                let family = try registry.counter("requests_total", help: "Requests.", labels: label)
                let counters = (0..<children).map { family.labels("customer-\($0)") }
                return ({ child, _ in counters[child].increment() }, { counters.map(\.value.integer) })
            }
        case "histograms":
            return try run.measure(registry) {
                let family = try registry.histogram("request_seconds", help: "Time.", labels: label)
                let histograms = (0..<children).map { family.labels("customer-\($0)") }
                return ({ histograms[$0].observe($1) }, { histograms.map(\.value.count) })
            }
        case "native-histograms":
            return try run.measure(registry) {
                let family = try registry.nativeHistogram("request_seconds", help: "Time.", labels: label)
                let histograms = (0..<children).map { family.labels("customer-\($0)") }
                return ({ histograms[$0].observe($1) }, { histograms.map(\.value.count) })
            }
        case "summaries":
            return try run.measure(registry) {
                let family = try registry.summary(
                    "request_seconds", help: "Time.", quantiles: [0.5, 0.9, 0.99], labels: label)
                let summaries = (0..<children).map { family.labels("customer-\($0)") }
                return ({ summaries[$0].observe($1) }, { summaries.map(\.value.count) })
            }
        default: throw Failure(description: "there are no \(kind)")
        }
    }

    private typealias Record = @Sendable (_ child: Int, _ duration: Double) -> Void

    /// Not the closure itself: each time a mutex hands one out, it is wrapped once more.
    private final class Recorder: Sendable {
        let record: Record
        init(_ record: @escaping Record) { self.record = record }
    }

    /// Where a thread begins in a round: a number that no two have in common, spread over all draws.
    private func start(_ thread: Int, _ round: Int) -> Int { (round * threads + thread) &* 0x9E37_79B1 }

    private func measure(
        _ registry: Registry, _ make: () throws -> (record: Record, counts: () -> [UInt64])
    ) throws -> Figures {
        SlabLimit.raise(to: threads)
        let recorder = Mutex<Recorder?>(nil)
        let starts = (0...Self.rounds).map { _ in DispatchSemaphore(value: 0) }
        let ends = (0...Self.rounds).map { _ in DispatchSemaphore(value: 0) }
        let base = try registry.counter("base_total", help: "What threads have in any case.")
        for thread in 0..<threads {
            Thread { [self] in
                base.increment()
                ends[0].signal()
                for round in 1...Self.rounds {
                    starts[round].wait()
                    guard let record = recorder.withLock({ $0 })?.record else { return }
                    let start = start(thread, round)
                    for turn in 0..<Self.recordsPerRound {
                        let draw = (start &+ turn) & (draws.count - 1)
                        record(Int(draws[draw]), durations[draw & (durations.count - 1)])
                    }
                    ends[round].signal()
                }
                starts[0].wait()
            }.start()
        }
        for _ in 0..<threads { ends[0].wait() }
        _ = registry.collect()
        let before = try NinesFootprint.residentBytes()
        let made = try make()
        let recording = Recorder(made.record)
        recorder.withLock { $0 = recording }
        for round in 1...Self.rounds {
            for _ in 0..<threads { starts[round].signal() }
            for _ in 0..<threads { ends[round].wait() }
            _ = registry.collect()
        }
        let bytes = try NinesFootprint.residentBytes() - before
        let times = (0..<9).map { _ in ContinuousClock().measure { _ = registry.collect() } / .seconds(1) }.sorted()
        try check(made.counts())
        for _ in 0..<threads { starts[0].signal() }
        return Figures(bytesPerChild: Double(bytes) / Double(children), collection: times[4])
    }

    private func check(_ counts: [UInt64]) throws {
        var expected = [UInt64](repeating: 0, count: children)
        for round in 1...Self.rounds {
            for thread in 0..<threads {
                let start = start(thread, round)
                for turn in 0..<Self.recordsPerRound { expected[Int(draws[(start &+ turn) & (draws.count - 1)])] += 1 }
            }
        }
        guard counts == expected else {
            throw Failure(
                description: "counted \(counts.reduce(0, +)) of \(expected.reduce(0, +)), or in other children")
        }
    }
}
