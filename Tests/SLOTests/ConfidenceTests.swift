import Foundation
import TestSupport
import Testing

@testable import NinesSLO

@Suite struct ConfidenceTests {
    @Test(
        arguments: [
            (0, 10, 0, 0.308497, 0, 0.217196), (1, 10, 0.002529, 0.445016, 0.011012, 0.381315),
            (2, 10, 0.025211, 0.556095, 0.044059, 0.502774), (1, 100, 0.000253, 0.054459, 0.001081, 0.045779),
            (2, 100, 0.002431, 0.070384, 0.004179, 0.062606), (5, 100, 0.016432, 0.112835, 0.019332, 0.106100),
            (5, 1_000, 0.001625, 0.011629, 0.001910, 0.010925), (20, 1_000, 0.012258, 0.030720, 0.012651, 0.030117),
            (30, 1_000, 0.020330, 0.042551, 0.020744, 0.041968),
        ] as [(Double, Double, Double, Double, Double, Double)])
    func `intervals of 95 % are the published ones`(
        bad: Double, total: Double, exactLow: Double, exactHigh: Double, jeffreysLow: Double, jeffreysHigh: Double
    ) throws {
        let exact = try ConfidenceGuard(level: 0.95, method: .clopperPearson).interval(bad: bad, total: total)
        #expect(abs(exact.lowerBound - exactLow) < 1e-6)
        #expect(abs(exact.upperBound - exactHigh) < 1e-6)
        let jeffreys = try ConfidenceGuard(level: 0.95).interval(bad: bad, total: total)
        #expect(abs(jeffreys.lowerBound - jeffreysLow) < 1e-6)
        #expect(abs(jeffreys.upperBound - jeffreysHigh) < 1e-6)
    }

    /// k of n failed, and whether 14.4 x 0.1 % is exceeded with certainty enough.
    @Test(
        arguments: [
            (0, 10, false, false), (1, 10, false, false), (2, 10, true, true), (1, 100, false, false),
            (2, 100, false, false), (5, 100, true, true), (5, 1_000, false, false), (20, 1_000, false, false),
            (30, 1_000, true, true),
        ] as [(UInt64, UInt64, Bool, Bool)])
    func `a tier burns when the lower end is above its factor`(
        bad: UInt64, total: UInt64, exact: Bool, jeffreys: Bool
    ) throws {
        let tier = try #require(AlertPolicy.workbook(for: .seconds(2_592_000)).tiers.first)
        for (method, expected) in [(ConfidenceGuard.Method.clopperPearson, exact), (.jeffreys, jeffreys)] {
            let definition = try SLODefinition(
                name: "a", service: "s", objective: Objective(ratio: 0.999), window: .days(30),
                alerting: AlertPolicy(
                    tiers: [tier], minFailures: 1, confidence: ConfidenceGuard(level: 0.95, method: method)))
            let counts = EventCounts(good: total - bad, bad: bad)
            #expect(definition.isBurning(tier, long: counts, short: counts) == expected)
        }
    }

    @Test func `asking of a threshold and looking for the end agree`() throws {
        var random = SeededNumbers(seed: 5)
        for method in ConfidenceGuard.Method.allCases {
            let confidence = try ConfidenceGuard(level: 0.9, method: method)
            for _ in 0..<100 {
                let total = Double(Int.random(in: 1...5_000, using: &random))
                let bad = Double(Int.random(in: 1...Int(total), using: &random))
                let low = confidence.interval(bad: bad, total: total).lowerBound
                #expect(confidence.isAbove(low * 0.999_999, bad: bad, total: total))
                #expect(!confidence.isAbove(min(low * 1.000_001, 1), bad: bad, total: total))
            }
        }
    }

    /// Of whole numbers the share is a sum of binomial chances.
    @Test(arguments: [(1, 1), (2, 5), (3, 3), (10, 1), (20, 35), (1, 60)] as [(Int, Int)])
    func `the beta distribution is the binomial one's tail`(a: Int, b: Int) {
        let trials = a + b - 1
        for x in [0.001, 0.0144, 0.2, 0.5, 0.9] {
            var chance = pow(1 - x, Double(trials))
            var below = 0.0
            for successes in 0..<a {
                below += chance
                chance *= Double(trials - successes) / Double(successes + 1) * x / (1 - x)
            }
            let share = IncompleteBeta.share(below: x, a: Double(a), b: Double(b))
            #expect(abs(share - (1 - below)) < 1e-13)
        }
    }

    @Test func `the logarithm of the gamma function is the C library's`() {
        for z in [0.5, 1, 1.5, 2, 3.25, 19.9, 20, 100, 12_345.5, 1e9] {
            #expect(abs(IncompleteBeta.logGamma(z) - lgamma(z)) <= 1e-13 * max(1, abs(lgamma(z))))
        }
    }

    @Test func `the two ways to compute a share meet`() {
        let limit = IncompleteBeta.largestForFraction
        for b in [limit, 3 * limit, 100 * limit, 1e9] {
            for deviations in stride(from: -4.0, through: 4, by: 0.5) {
                func share(_ a: Double) -> Double {
                    let mean = a / (a + b)
                    let x = mean + deviations * (mean * (1 - mean) / (a + b)).squareRoot()
                    return IncompleteBeta.share(below: x, a: a, b: b + 0.001)
                }
                #expect(abs(share(limit) - share(limit + 0.001)) < 1e-6)
            }
        }
    }

    @Test func `no counts make a share that is no ratio, or take long`() throws {
        let confidence = try ConfidenceGuard(level: 0.999999, method: .clopperPearson)
        let edges: [Double] = [1, 2, 1e3, 1e4, 1e6, 1e9, 1e12, 0x1p64]
        for bad in edges {
            for good in [0] + edges {
                let interval = confidence.interval(bad: bad, total: bad + good)
                #expect(interval.lowerBound >= 0)
                #expect(interval.upperBound <= 1)
                #expect(interval.lowerBound <= bad / (bad + good))
                #expect(interval.upperBound >= bad / (bad + good))
            }
        }
        #expect(confidence.interval(bad: 0, total: 0) == 0...1)
    }

    @Test(arguments: [0.49, 1, .nan, -1, 95] as [Double])
    func `a level that is none is refused`(level: Double) {
        let error = #expect(throws: SLOError.self) { try ConfidenceGuard(level: level) }
        #expect(error?.key == "confidence")
        #expect(error?.description.hasSuffix("it must be at least 0.5 and below 1, such as 0.95") == true)
    }

    @Test func `a level is coded bare, and a method beside it`() throws {
        for (text, expected) in [
            ("[0.95]", try ConfidenceGuard(level: 0.95)),
            (
                #"[{"level":0.9,"method":"clopper_pearson"}]"#,
                try ConfidenceGuard(level: 0.9, method: .clopperPearson)
            ),
        ] {
            let decoded = try JSONDecoder().decode([ConfidenceGuard].self, from: Data(text.utf8))
            #expect(decoded == [expected])
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            #expect(String(decoding: try encoder.encode(decoded), as: UTF8.self) == text)
        }
    }
}
