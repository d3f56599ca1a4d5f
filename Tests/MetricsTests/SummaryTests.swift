import NinesMetrics
import TestSupport
import Testing

@Suite struct SummaryTests {
    private let clock = HandClock()
    private let registry: Registry

    init() {
        registry = Registry(clock: clock.forRegistry)
    }

    private func summary(_ quantiles: [Double] = [0, 0.5, 1]) throws -> Summary {
        try registry.summary("size_bytes", help: "Sizes.", unit: "bytes", quantiles: quantiles)
    }

    /// What the summary says must be this near to the exact quantile of the same observations.
    private static let errorBound = 1.0 / 128

    enum Distribution: String, CaseIterable {
        case constant, uniform, exponential, logNormal, pareto, normal, farFromZero, twoHumps, manyZeros, tiny, huge
        case infinities, notNumbers

        func sample(_ numbers: inout SeededNumbers) -> Double {
            switch self {
            case .constant: 0.042
            case .uniform: numbers.uniform()
            case .exponential: numbers.exponential() / 20
            case .logNormal: numbers.logNormal()
            case .pareto: numbers.pareto()
            case .normal: numbers.normal() * 100
            case .farFromZero: -1e6 + numbers.normal()
            case .twoHumps: numbers.uniform() < 0.9 ? 0.01 + numbers.exponential() / 1e3 : 5 + numbers.uniform()
            case .manyZeros: numbers.uniform() < 0.6 ? (numbers.uniform() < 0.5 ? 0 : -0.0) : numbers.normal()
            case .tiny: numbers.pareto() * 1e-300
            case .huge: numbers.normal() * 1e307
            case .infinities: numbers.uniform() < 0.2 ? (numbers.normal() / 0) : numbers.normal()
            case .notNumbers: numbers.uniform() < 0.2 ? .nan : numbers.normal()
            }
        }
    }

    @Test(arguments: Distribution.allCases, [1, 2, 7, 100, 5_000])
    func `estimates are within the stated bound of the exact quantiles`(_ distribution: Distribution, _ count: Int)
        throws
    {
        let quantiles = [0, 0.01, 0.07, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
        let perMille = [0, 10, 70, 250, 500, 750, 900, 950, 990, 999, 1_000]
        let summary = try summary(quantiles)
        var numbers = SeededNumbers(seed: UInt64(count))
        let observations = (0..<count).map { _ in distribution.sample(&numbers) }
        for observation in observations { summary.observe(observation) }
        let value = summary.value
        #expect(value.count == UInt64(count))
        let ranked = observations.filter { !$0.isNaN }.sorted()
        for (estimate, perMille) in zip(value.estimates, perMille) {
            guard !ranked.isEmpty else {
                #expect(estimate.isNaN)
                continue
            }
            let exact = ranked[max(1, (perMille * ranked.count + 999) / 1_000) - 1]
            if exact.isInfinite || exact == 0 {
                #expect(estimate == exact)
            } else {
                #expect((estimate - exact).magnitude <= exact.magnitude * Self.errorBound, "\(perMille)")
            }
        }
    }

    @Test func `estimates every finite magnitude within the bound`() throws {
        var exponent = -1022
        while exponent <= 1023 {
            for fraction in [1, 1.25, 2.0.nextDown] {
                for sign in [FloatingPointSign.plus, .minus] {
                    let summary = try Registry().summary("a", help: "A.", quantiles: [0.5])
                    let exact = Double(sign: sign, exponent: exponent, significand: fraction)
                    summary.observe(exact)
                    let estimate = try #require(summary.value.estimates.first)
                    #expect((estimate - exact).magnitude <= exact.magnitude * Self.errorBound, "\(exact)")
                }
            }
            exponent += 341
        }
    }

    @Test func `counts and sums over all time`() throws {
        let summary = try summary()
        summary.observe(1)
        clock.advance(by: .seconds(3_600))
        summary.observe(2.5)
        clock.advance(by: .seconds(3_600))
        let family = try #require(registry.collect().family("size_bytes"))
        guard case .summaries(let column) = family.values else { throw Unexpected() }
        #expect(column.quantiles == [0, 0.5, 1])
        #expect(column.count(0) == 2)
        #expect(column.sum(0) == 3.5)
        #expect(family.created?.map(\.seconds) == [1_800_000_000])
        summary.observe(.nan)
        #expect(summary.value.count == 3)
        #expect(summary.value.sum.isNaN)
    }

    private struct Unexpected: Error {}

    @Test func `says that there is nothing where nothing was observed`() throws {
        let summary = try summary()
        #expect(summary.value.estimates.allSatisfy { $0.isNaN })
        #expect(summary.value.count == 0)
        #expect(summary.value.sum == 0)
    }

    /// As doubles, the time and the slice's end are one number.
    @Test func `the last nanosecond of a slice is not in the next one`() throws {
        let time = Lock(Duration.seconds(1_000_000_000) - .nanoseconds(1))
        let clock = MetricClock(now: { UnixTime(milliseconds: 0) }, elapsed: { time.withLock { $0 } })
        let summary = try Registry(clock: clock).summary(
            "a", help: "A.", quantiles: [0], window: .milliseconds(1), slices: 1)
        summary.observe(1)
        #expect(summary.value.estimates == [SketchMiddle.of(1)])
        time.withLock { $0 = .seconds(1_000_000_000) }
        summary.observe(64)
        #expect(summary.value.estimates == [SketchMiddle.of(64)])
    }

    @Test func `forgets what is older than the window`() throws {
        let summary = try summary([1])
        func largest() -> Double { summary.value.estimates.first ?? -1 }
        // The window is five slices of two minutes.
        #expect(largest().isNaN)
        summary.observe(64)
        #expect(largest() == SketchMiddle.of(64))
        for minute in 1...9 {
            clock.advance(by: .seconds(60))
            summary.observe(Double(minute))
            #expect(largest() == SketchMiddle.of(64), "minute \(minute)")
        }
        clock.advance(by: .seconds(60))
        #expect(largest() == SketchMiddle.of(9))
        // Observed in minute 9, in the fifth slice: gone with the tenth.
        clock.advance(by: .seconds(479))
        #expect(largest() == SketchMiddle.of(9))
        clock.advance(by: .seconds(1))
        #expect(largest().isNaN)
        #expect(summary.value.count == 10)
    }

    @Test func `dates what nobody scraped by the collection that first sees it`() throws {
        let summary = try summary([1])
        func largest() -> Double { summary.value.estimates.first ?? -1 }
        summary.observe(1)
        clock.advance(by: .seconds(3_600))
        #expect(largest() == SketchMiddle.of(1))
        clock.advance(by: .seconds(3_600))
        summary.observe(0.5)
        clock.advance(by: .seconds(3_600))
        #expect(largest() == SketchMiddle.of(0.5))
        clock.advance(by: .seconds(599))
        #expect(largest() == SketchMiddle.of(0.5))
        clock.advance(by: .seconds(1))
        #expect(largest().isNaN)
    }

    @Test func `collections do not take observations from each other`() throws {
        let summary = try summary([0.5])
        summary.observe(8)
        for _ in 0..<3 { #expect(summary.value.estimates.first == SketchMiddle.of(8)) }
    }

    @Test func `counts and sums without quantiles unless somebody asks for them`() throws {
        let registry = Registry()
        try registry.summary("a_seconds", help: "A.", unit: "seconds").observe(1)
        let typed = try registry.summary("b_seconds", help: "B.", unit: "seconds", labels: LabelName("kind"))
        typed.observe("x", value: 2)
        try registry.summary("c_seconds", help: "C.", unit: "seconds", labelNames: ["kind"]).labels(["kind": "x"])
            .observe(3)
        for (name, sum) in [("a_seconds", 1.0), ("b_seconds", 2), ("c_seconds", 3)] {
            guard case .summaries(let column) = registry.collect().family(name)?.values else {
                Issue.record("\(name) is no summary")
                continue
            }
            #expect(column.quantiles == [])
            #expect(column.count(0) == 1)
            #expect(column.sum(0) == sum)
        }
    }

    @Test func `observes in the children of families`() throws {
        let typed = try registry.summary(
            "wait_seconds", help: "Waits.", unit: "seconds", quantiles: [0.5], window: .seconds(60), slices: 1,
            labels: LabelName("queue"), LabelName("shard", of: Int.self))
        typed.observe("a", 1, value: 4)
        typed.observe("b", 1, duration: .seconds(2))
        typed.time("b", 1, by: clock) { clock.advance(by: .seconds(2)) }
        let dynamic = try registry.summary("other", help: "Other.", labelNames: ["queue"])
        try dynamic.labels(["queue": "a"]).observe(1)
        let family = try #require(registry.collect().family("wait_seconds"))
        guard case .summaries(let column) = family.values else { throw Unexpected() }
        #expect((0..<2).map { column.count($0) } == [1, 2])
        #expect((0..<2).map { column.sum($0) } == [4, 4])
        #expect((0..<2).map { column.estimates($0).first } == [SketchMiddle.of(4), SketchMiddle.of(2)])
        typed.remove("b", 1)
        #expect(registry.collect().family("wait_seconds")?.count == 1)
        #expect(typed.labels("b", 1).value.count == 0)
    }

    @Test func `refuses quantiles and windows that break a rule`() {
        func refused(_ message: String, _ body: () throws -> Summary) {
            let error = #expect(throws: RegistrationError.self) { _ = try body() }
            #expect(error?.rule == .quantiles)
            #expect(error?.description == message)
        }
        refused("a: quantile 1.5 is not in 0...1") { try registry.summary("a", help: "", quantiles: [0.5, 1.5]) }
        refused("a: quantile nan is not in 0...1") { try registry.summary("a", help: "", quantiles: [.nan]) }
        refused("a: quantile 0.5 after 0.5: quantiles must ascend") {
            try registry.summary("a", help: "", quantiles: [0.5, 0.5])
        }
        refused("a: 101 quantiles are more than 100") {
            try registry.summary("a", help: "", quantiles: (0...100).map { Double($0) / 100 })
        }
        refused("a: 0 slices of a window: 1 to 60 are possible") { try registry.summary("a", help: "", slices: 0) }
        refused("a: 61 slices of a window: 1 to 60 are possible") { try registry.summary("a", help: "", slices: 61) }
        refused("a: a window of 0.004 seconds in 5 slices: a slice must have at least a millisecond") {
            try registry.summary("a", help: "", window: .milliseconds(4))
        }
        refused("a: a window of -1.0 seconds in 5 slices: a slice must have at least a millisecond") {
            try registry.summary("a", help: "", window: .seconds(-1))
        }
    }
}

/// What stands for a number that is the lower edge of its bucket, which is 1/64 of it wide.
private enum SketchMiddle {
    static func of(_ edge: Double) -> Double { edge + edge.binade / 128 }
}
