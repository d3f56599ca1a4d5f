import NinesSLO
import Testing

/// The exact numbers behind the workbook's, for 99.9 % and 30 days unless the line says otherwise.
@Suite struct BurnRateFormulaTests {
    private let objective: Objective
    private let month = Duration.seconds(30 * 86_400)
    private let hour = Duration.seconds(3_600)
    private let tiers: [BurnRateTier]

    init() throws {
        objective = try Objective(ratio: 0.999)
        tiers = AlertPolicy.workbook(for: .seconds(30 * 86_400)).tiers
    }

    private func isExact(_ value: Double?, _ expected: Double) -> Bool {
        guard let value else { return false }
        return abs(value - expected) <= 1e-9 * max(1, abs(expected))
    }

    @Test func `approach 1: the target ratio over 10 minutes`() {
        let window = Duration.seconds(600)
        #expect(isExact(objective.detectionSeconds(ofErrorRatio: 1, window: window, factor: 1), 0.6))
        // 0.02315 % at the target ratio, and 144 alerts a day.
        #expect(isExact(objective.budgetSpent(byErrorRatio: 0.001, lasting: window, of: month), 1 / 4_320.0))
        #expect(isExact(.seconds(86_400) / window, 144))
    }

    @Test func `approach 2: 36 hours`() {
        let window = hour * 36
        #expect(isExact(BurnRateTier.factor(spending: 0.05, of: month, within: window), 1))
        #expect(isExact(objective.detectionSeconds(ofErrorRatio: 1, window: window, factor: 1), 129.6))
        let reset = objective.resetSeconds(afterErrorRatio: 1, lasting: window, window: window, factor: 1)
        #expect(isExact(reset.map { $0 / 3_600 }, 35.964))
    }

    @Test func `approach 3: an outage of the hour that it waits`() {
        #expect(isExact(objective.budgetSpent(byErrorRatio: 1, lasting: hour, of: month), 25.0 / 18))
    }

    @Test func `approach 4: one burn rate`() {
        #expect(isExact(BurnRateTier.factor(spending: 0.05, of: month, within: hour), 36))
        #expect(isExact(objective.detectionSeconds(ofErrorRatio: 1, window: hour, factor: 36), 2.16 * 60))
        let reset = objective.resetSeconds(afterErrorRatio: 1, lasting: hour, window: hour, factor: 36)
        #expect(isExact(reset, 57.84 * 60))
        #expect(objective.detectionSeconds(ofErrorRatio: 0.035, window: hour, factor: 36) == nil)
        #expect(isExact(objective.exhaustionSeconds(atErrorRatio: 0.035, of: month), 30 * 86_400 / 35.0))
    }

    @Test func `approach 5: several burn rates`() {
        let factors = [(0.02, hour), (0.05, hour * 6), (0.1, hour * 72)].map {
            BurnRateTier.factor(spending: $0, of: month, within: $1)
        }
        #expect(zip(factors, [14.4, 6, 1]).allSatisfy(isExact))
        #expect(zip(tiers.map { $0.budgetSpent(of: month) }, [0.02, 0.05, 0.1, 0.1]).allSatisfy(isExact))
    }

    @Test func `approach 6: 15 % for ten minutes in both windows`() throws {
        func detection(_ window: Duration) -> Double? {
            objective.detectionSeconds(ofErrorRatio: 0.15, window: window, factor: 14.4)
        }
        func reset(_ window: Duration) -> Double? {
            objective.resetSeconds(afterErrorRatio: 0.15, lasting: .seconds(600), window: window, factor: 14.4)
        }
        #expect(isExact(detection(.seconds(300)), 28.8))
        #expect(isExact(detection(hour), 5.76 * 60))
        #expect(isExact(reset(.seconds(300)), 4.52 * 60))
        #expect(isExact(reset(hour), 54.24 * 60))
        let page = try #require(tiers.first)
        #expect(isExact(page.detectionSeconds(ofErrorRatio: 1, at: objective), 51.84))
        let both = page.resetSeconds(afterErrorRatio: 0.15, lasting: .seconds(600), at: objective)
        #expect(isExact(both, 4.52 * 60))
        // Too short for the hour, though not for the five minutes.
        #expect(page.resetSeconds(afterErrorRatio: 0.15, lasting: .seconds(300), at: objective) == nil)
    }

    @Test(arguments: [(1, 30 * 86_400), (2, 15 * 86_400), (10, 3 * 86_400), (1_000, 43.2 * 60)] as [(Double, Double)])
    func `a burn rate exhausts the budget after so long`(burnRate: Double, seconds: Double) {
        #expect(isExact(objective.exhaustionSeconds(atErrorRatio: burnRate * 0.001, of: month), seconds))
    }

    @Test func `extreme goals`() throws {
        let low = try Objective(ratio: 0.9)
        #expect(isExact(low.budgetSpent(byErrorRatio: 1, lasting: hour, of: month), 1 / 72.0))
        #expect(low.detectionSeconds(ofErrorRatio: 1, window: hour, factor: 14.4) == nil)
        let high = try Objective(ratio: 0.99999)
        #expect(isExact(high.exhaustionSeconds(atErrorRatio: 1, of: month), 25.92))
        #expect(isExact(high.exhaustionSeconds(atErrorRatio: 0.01, of: month), 43.2 * 60))
        #expect(high.exhaustionSeconds(atErrorRatio: 0, of: month) == .infinity)
    }

    @Test(
        arguments: [
            (1, 51.84, 259.2, 0.02), (0.5, 103.68, 518.4, 0.02), (0.15, 345.6, 1_728, 0.02),
            (0.1, 518.4, 2_592, 0.02), (0.05, 1_036.8, 5_184, 0.02), (0.02, 2_592, 12_960, 0.02),
            (0.015, 3_456, 17_280, 0.02), (0.0144, 9_000, 18_000, 0.05), (0.01, 12_960, 25_920, 0.05),
            (0.006, nil, 43_200, 0), (0.005, nil, 51_840, 0), (0.003, nil, 86_400, 0), (0.002, nil, 129_600, 0),
            (0.001, nil, nil, 0),
        ] as [(Double, Double?, Double?, Double)])
    func `the four tiers detect a constant ratio`(ratio: Double, page: Double?, ticket: Double?, spent: Double) {
        for (severity, expected) in [(Severity.page, page), (.ticket, ticket)] {
            let first = tiers.filter { $0.severity == severity }
                .compactMap { $0.detectionSeconds(ofErrorRatio: ratio, at: objective) }.min()
            #expect((first == nil) == (expected == nil))
            if let expected { #expect(isExact(first, expected)) }
        }
        if let page {
            #expect(isExact(objective.budgetSpent(byErrorRatio: ratio, lasting: .seconds(page), of: month), spent))
        }
    }
}
