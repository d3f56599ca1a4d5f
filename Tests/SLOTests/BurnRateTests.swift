import Testing

@testable import NinesSLO

@Suite struct BurnRateTests {
    private let objective: Objective

    private func definition(_ policy: AlertPolicy) throws -> SLODefinition {
        try SLODefinition(name: "a", service: "s", objective: objective, window: .days(30), alerting: policy)
    }

    init() throws {
        objective = try Objective(ratio: 0.999)
    }

    @Test(
        arguments: [
            (0, 0, 0, 1), (1, 0, 0, 1), (0, 1, 1_000, -999), (999, 1, 1, 0), (1_000_000, 0, 0, 1), (9_990, 10, 1, 0),
            (9_856, 144, 14.4, -13.4), (0, UInt64.max, 1_000, -999), (UInt64.max, 0, 0, 1),
        ] as [(UInt64, UInt64, Double, Double)])
    func `burn rate and budget follow from the counts`(good: UInt64, bad: UInt64, burn: Double, budget: Double) {
        let counts = EventCounts(good: good, bad: bad)
        #expect(abs(objective.burnRate(of: counts) - burn) < 1e-9)
        #expect(abs(objective.budgetRemaining(of: counts) - budget) < 1e-9)
    }

    @Test func `no counts give NaN, infinity or minus zero`() throws {
        let edges: [UInt64] = [0, 1, 2, 999, 1 << 53, (1 << 53) + 1, .max - 1, .max]
        for ratio in [1e-9, 0.5, 0.999, 0.999999999] {
            let objective = try Objective(ratio: ratio)
            for good in edges {
                for bad in edges {
                    let counts = EventCounts(good: good, bad: bad)
                    for value in [
                        counts.errorRatio, objective.burnRate(of: counts), objective.budgetRemaining(of: counts),
                    ] {
                        #expect(value.isFinite)
                        #expect(!(value == 0 && value.sign == .minus))
                    }
                    #expect((0...1).contains(counts.errorRatio))
                }
            }
        }
        #expect(EventCounts(good: .max, bad: .max).total == .max)
        #expect(EventCounts(good: .max, bad: .max).errorRatio == 0.5)
    }

    @Test func `a factor is exceeded strictly`() {
        // 1.44 % of 10,000 is 144.
        #expect(!objective.isBurning(EventCounts(good: 9_856, bad: 144), above: 14_400_000))
        #expect(objective.isBurning(EventCounts(good: 9_855, bad: 145), above: 14_400_000))
        #expect(!objective.isBurning(.zero, above: 14_400_000))
        #expect(!objective.isBurning(.zero, above: 1))
    }

    @Test func `counts near 2^64 are compared exactly, and do not overflow`() {
        // 10^19 events, of which exactly 1.44 % or one more are bad.
        let bad: UInt64 = 144_000_000_000_000_000
        let total: UInt64 = 10_000_000_000_000_000_000
        #expect(!objective.isBurning(EventCounts(good: total - bad, bad: bad), above: 14_400_000))
        #expect(objective.isBurning(EventCounts(good: total - bad - 1, bad: bad + 1), above: 14_400_000))
        #expect(objective.isBurning(EventCounts(good: .max, bad: .max), above: 14_400_000))
        // The largest factor and budget there are: out of reach, and no overflow on the way to that answer.
        #expect(!objective.isBurning(EventCounts(good: .max, bad: .max), above: 999_999_999_999_999))
    }

    /// k of n failed, and whether 14.4 is exceeded without a guard and with two failures at least.
    @Test(
        arguments: [
            (0, 10, false, false), (1, 10, true, false), (2, 10, true, true), (1, 69, true, false),
            (1, 70, false, false),
            (1, 100, false, false), (2, 100, true, true), (5, 100, true, true), (5, 1_000, false, false),
            (20, 1_000, true, true), (30, 1_000, true, true),
        ] as [(UInt64, UInt64, Bool, Bool)])
    func `one failure of few does not page`(bad: UInt64, total: UInt64, unguarded: Bool, guarded: Bool) throws {
        let tier = try #require(AlertPolicy.workbook(for: .seconds(2_592_000)).tiers.first)
        let counts = EventCounts(good: total - bad, bad: bad)
        for (least, expected) in [(1, unguarded), (2, guarded)] as [(UInt64, Bool)] {
            let slo = try definition(AlertPolicy(tiers: [tier], minFailures: least))
            #expect(slo.isBurning(tier, long: counts, short: counts) == expected)
        }
    }

    @Test func `a tier needs its least number of events, in the long window`() throws {
        let tier = try #require(AlertPolicy.workbook(for: .seconds(2_592_000)).tiers.first)
        let slo = try definition(AlertPolicy(tiers: [tier], minFailures: 2, minEvents: 100))
        let few = EventCounts(good: 0, bad: 99)
        let enough = EventCounts(good: 1, bad: 99)
        #expect(!slo.isBurning(tier, long: few, short: few))
        #expect(slo.isBurning(tier, long: enough, short: EventCounts(good: 0, bad: 1)))
        #expect(!slo.isBurning(tier, long: enough, short: .zero))
    }
}
