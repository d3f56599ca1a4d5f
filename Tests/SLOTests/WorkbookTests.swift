import NinesSLO
import Testing

/// The numbers of "The Site Reliability Workbook", chapter 5: 99.9 %, 30 days, even traffic.
@Suite struct WorkbookTests {
    /// One hundred-thousandth of the events that are bad, and the seconds until the page and until the ticket with
    /// windows that slide continuously: `(1 - objective) / ratio x window x factor` of the first tier to see it.
    @Test(
        arguments: [
            (100_000, 51.84, 259.2), (50_000, 103.68, 518.4), (15_000, 345.6, 1_728), (10_000, 518.4, 2_592),
            (5_000, 1_036.8, 5_184), (2_000, 2_592, 12_960), (1_500, 3_456, 17_280), (1_440, 9_000, 18_000),
            (1_000, 12_960, 25_920), (600, nil, 43_200), (500, nil, 51_840), (300, nil, 86_400), (200, nil, 129_600),
            (100, nil, nil),
        ] as [(Int, Double?, Double?)])
    func `a constant error ratio is found when the formula says`(bad: Int, page: Double?, ticket: Double?) throws {
        var simulation = try Simulation()
        simulation.runThreeGoodDays()
        let start = simulation.second
        // Where no alert comes any more, the rest of three days is sampled as finely as the longest window can tell.
        let end = start + Int(max(page ?? 0, ticket ?? 0)) + 600
        simulation.run(to: end - end % 300, badPerSecond: bad)
        simulation.run(to: start + 3 * 86_400 + 3_600, step: 300, badPerSecond: bad)

        // The slices of the tier that sees it: of its long window, 10 s up to 1 h, 1 min up to 6 h, else 5 min.
        for (severity, expected, slice) in [
            (Severity.page, page, (page ?? 0) <= 3_600 ? 10.0 : 60), (.ticket, ticket, 300),
        ] {
            let found = simulation.firing(severity).map { Double($0 - start) }
            #expect((found == nil) == (expected == nil), "\(severity) after \(found ?? .nan) s")
            guard let found, let expected else { continue }
            #expect(found >= expected)
            #expect(found <= expected + slice)
        }
        // Once an alert fires it stays: the error ratio does not change.
        #expect(simulation.transitions.allSatisfy { $0.from == .inactive })
    }

    @Test func `15 % of errors for 10 minutes page early, and the short window ends it`() throws {
        var simulation = try Simulation()
        simulation.runThreeGoodDays()
        let start = simulation.second
        var above: [Duration: Range<Int>] = [:]
        for second in stride(from: 10, through: 5_400, by: 10) {
            let bad = second <= 600 ? 15_000 : 0
            simulation.run(to: start + second, badPerSecond: bad)
            for length in [Duration.seconds(300), .seconds(3_600)] {
                guard let window = simulation.window(length), window.burnRate > 14.4 else { continue }
                above[length] = (above[length]?.lowerBound ?? second)..<second + 10
            }
        }
        // Exact: short from 28.8 s to 271.2 s after the end, long from 345.6 s to 3,254.4 s after it.
        #expect(above[.seconds(300)] == 30..<880)
        #expect(above[.seconds(3_600)] == 350..<3_860)
        // Both from 345.6 s to 871.2 s; 2 % of the budget is not reached by the other tiers.
        let changes = simulation.transitions.map {
            Int($0.at.duration(since: Simulation.start).components.seconds) - start
        }
        #expect(changes == [350, 880])
        #expect(simulation.transitions.map(\.tier.factor) == [14.4, 14.4])
        #expect(simulation.transitions.last?.to == .inactive)
    }

    @Test func `ratios are weighted by traffic: a busy day and a quiet night`() throws {
        // 12 h at 100 per second with 1 % bad, 12 h at 1 per second without: the mean of ratios would say 0.667 %.
        var simulation = try Simulation(days: 3)
        for hour in 0..<72 {
            for _ in 0..<12 {
                if hour % 24 < 16 {
                    simulation.step(300, good: 29_700, bad: 300)
                } else {
                    simulation.step(300, good: 300, bad: 0)
                }
            }
        }
        let ratio = try #require(simulation.window(.seconds(3 * 86_400))).counts.errorRatio
        #expect(abs(ratio - 0.00995) < 0.00001)
    }

    @Test func `one failure in ten per hour does not page, two do`() throws {
        var simulation = try Simulation()
        for _ in 0..<9 { simulation.step(360, good: 1, bad: 0) }
        simulation.step(360, good: 0, bad: 1)
        #expect(simulation.transitions.isEmpty)
        // The burn rate is 100, not the 1,000 that the chapter prints.
        let hour = try #require(simulation.window(.seconds(3_600)))
        #expect(abs(hour.burnRate - 100) < 1e-9)
        simulation.step(10, good: 0, bad: 1)
        #expect(simulation.firing(.page) == 3_610)
    }

    @Test func `a tier with a wait pends first`() throws {
        let tier = try BurnRateTier(
            severity: .page, factor: 14.4, longWindow: .seconds(3_600), shortWindow: .seconds(300),
            pending: .seconds(60))
        var simulation = try Simulation(alerting: AlertPolicy(tiers: [tier]))
        simulation.run(to: 3_600)
        simulation.run(to: 3_900, badPerSecond: 100_000)
        let states = simulation.transitions.map(\.to)
        let seen = Simulation.start.advanced(by: .seconds(3_660))
        #expect(states == [.pending(since: seen), .firing(since: seen.advanced(by: .seconds(60)))])
    }
}
