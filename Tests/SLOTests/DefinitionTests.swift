import NinesSLO
import Testing

@testable import struct NinesSLO.DurationText

@Suite struct DefinitionTests {
    private func table(_ policy: AlertPolicy) -> [String] {
        policy.tiers.map { tier in
            let windows = "\(DurationText.text(tier.longWindow))/\(DurationText.text(tier.shortWindow))"
            return "\(tier.severity.rawValue) \(tier.factor) \(windows) for \(DurationText.text(tier.pending))"
        }
    }

    @Test func `the default tiers of 30 days are the workbook's`() {
        #expect(
            table(.workbook(for: .seconds(30 * 86_400))) == [
                "page 14.4 1h/5m for 0s", "page 6.0 6h/30m for 0s", "ticket 3.0 1d/2h for 0s",
                "ticket 1.0 3d/6h for 0s",
            ])
        let policy = AlertPolicy.workbook(for: .seconds(30 * 86_400))
        #expect(policy.minFailures == 2)
        #expect(policy.minEvents == 0)
    }

    @Test func `another SLO window scales the windows and keeps the factors`() {
        #expect(
            table(.workbook(for: .seconds(7 * 86_400))) == [
                "page 14.4 14m/1m10s for 0s", "page 6.0 1h24m/7m for 0s", "ticket 3.0 5h36m/28m for 0s",
                "ticket 1.0 16h48m/1h24m for 0s",
            ])
        #expect(
            table(.workbook(for: .seconds(3_600))) == [
                "page 14.4 5s/2s for 0s", "page 6.0 30s/3s for 0s", "ticket 3.0 2m/10s for 0s",
                "ticket 1.0 6m/30s for 0s",
            ])
    }

    @Test func `scaled tiers spend the same share of the budget, for every window that an SLO may have`() throws {
        for seconds in [60, 61, 600, 3_600, 86_400, 28 * 86_400, 90 * 86_400, 366 * 86_400] {
            let policy = AlertPolicy.workbook(for: .seconds(seconds))
            #expect(policy.tiers.count == 4)
            guard seconds >= 86_400 else { continue }
            let spent = policy.tiers.map { $0.factor * ($0.longWindow / .seconds(seconds)) }
            for (actual, expected) in zip(spent, [0.02, 0.05, 0.1, 0.1]) { #expect(abs(actual - expected) < 1e-3) }
        }
        #expect(AlertPolicy.workbook(for: .seconds(Int64.max)).tiers.count == 4)
        #expect(AlertPolicy.workbook(for: .seconds(Int64.min)).tiers.count == 4)
    }

    private static let badTiers: [(Double, Duration, Duration, Duration, String)] = [
        (
            0, .seconds(60), .seconds(5), .zero,
            "factor 0: it must be above 0 and below 1000000000, in steps of 0.000001"
        ),
        (
            .nan, .seconds(60), .seconds(5), .zero,
            "factor nan: it must be above 0 and below 1000000000, in steps of 0.000001"
        ),
        (
            1e9, .seconds(60), .seconds(5), .zero,
            "factor 1000000000: it must be above 0 and below 1000000000, in steps of 0.000001"
        ),
        (1, .seconds(60), .seconds(60), .zero, "short 1m: it must be shorter than long 1m"),
        (
            1, .seconds(60), .seconds(1), .zero,
            "short 1s: it must be whole seconds, at least 2s and at most 366d"
        ),
        (
            1, .milliseconds(60_500), .seconds(5), .zero,
            "long 1m500ms: it must be whole seconds, at least 3s and at most 366d"
        ),
        (
            1, .seconds(367 * 86_400), .seconds(5), .zero,
            "long 367d: it must be whole seconds, at least 3s and at most 366d"
        ),
        (
            1, .seconds(60), .seconds(5), .seconds(-1),
            "for -1.0 seconds: it must be whole seconds, at least 0s and at most 366d"
        ),
    ]

    @Test(arguments: badTiers)
    func `a tier that cannot work is refused`(
        factor: Double, long: Duration, short: Duration, pending: Duration, message: String
    ) {
        let error = #expect(throws: SLOError.self) {
            try BurnRateTier(
                severity: .page, factor: factor, longWindow: long, shortWindow: short, pending: pending)
        }
        #expect(error?.description == message)
        #expect(message.hasPrefix(error?.key ?? "?"))
    }

    private func definition(
        name: String = "availability", service: String = "shop", objective: Double = 0.999,
        window: Duration = .seconds(30 * 86_400), alerting: AlertPolicy? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: service, objective: Objective(ratio: objective), window: .rolling(window),
            alerting: alerting)
    }

    @Test func `a definition without alerting has the workbook's tiers for its window`() throws {
        #expect(try definition().alerting == .workbook(for: .seconds(30 * 86_400)))
    }

    @Test func `a factor that no burn rate exceeds is refused, with the objective at which one does`() throws {
        let workbook = AlertPolicy.workbook(for: .seconds(30 * 86_400))
        let error = #expect(throws: SLOError.self) { try definition(objective: 0.9, alerting: workbook) }
        #expect(error?.key == "factor")
        #expect(
            error?.description
                == "factor 14.4: no burn rate exceeds it at objective 0.9, where the highest is 10; it can be "
                + "exceeded from objective 0.930555556 on")
        #expect(throws: SLOError.self) { try definition(objective: 0.930555555, alerting: workbook) }
        // The highest burn rate itself is not exceeded.
        for (factor, isReachable) in [(10, false), (9.999999, true), (999_999_999, false)] {
            let tier = try BurnRateTier(
                severity: .page, factor: factor, longWindow: .seconds(3_600), shortWindow: .seconds(300))
            let definition = try? definition(objective: 0.9, alerting: AlertPolicy(tiers: [tier]))
            #expect((definition != nil) == isReachable)
        }
        #expect(
            try definition(objective: 0.930555556, alerting: workbook).objective.budgetPartsPerBillion == 69_444_444)
    }

    @Test(arguments: [
        ("", "shop", 3_600, "SLO of service \"shop\": its name must not be empty"),
        ("a", "", 3_600, "SLO \"a\": the name of its service must not be empty"),
        ("a", "shop", 59, "window 59s: it must be whole seconds, at least 1m and at most 366d"),
        ("a", "shop", 367 * 86_400, "window 367d: it must be whole seconds, at least 1m and at most 366d"),
    ])
    func `a definition that cannot work is refused`(name: String, service: String, seconds: Int, message: String) {
        let error = #expect(throws: SLOError.self) {
            try definition(name: name, service: service, window: .seconds(seconds))
        }
        #expect(error?.description == message)
    }

    @Test func `a window without room for a timeslice is refused`() throws {
        func definition(_ window: Duration) throws -> SLODefinition {
            try SLODefinition(
                name: "a", service: "shop", objective: Objective(ratio: 0.99), window: .rolling(window),
                budgeting: .timeslices(length: .seconds(3_600), objective: Objective(ratio: 0.95)),
                alerting: AlertPolicy(tiers: []))
        }
        let error = #expect(throws: SLOError.self) { try definition(.seconds(3_540)) }
        #expect(error?.description == "window 59m: it must not be shorter than a timeslice of 1h")
        #expect(error?.key == "window")
        #expect(throws: Never.self) { try definition(.seconds(3_600)) }
    }

    @Test func `tiers must fit into the window and differ in severity or long window`() throws {
        let tier = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(7_200), shortWindow: .seconds(600))
        let long = #expect(throws: SLOError.self) {
            try definition(window: .seconds(3_600), alerting: AlertPolicy(tiers: [tier]))
        }
        #expect(long?.description == "long 2h: it must not be longer than the SLO's window 1h")
        let twice = #expect(throws: SLOError.self) { try definition(alerting: AlertPolicy(tiers: [tier, tier])) }
        #expect(
            twice?.description
                == "long 2h: two page tiers have it; severity and long window together must be unique")
    }

    @Test(arguments: [(14.4, 70), (6, 167), (3, 334), (1, 1_000)] as [(Double, UInt64)])
    func `so many events absorb one failure at 0.999`(factor: Double, events: UInt64) throws {
        let tier = try BurnRateTier(
            severity: .page, factor: factor, longWindow: .seconds(60), shortWindow: .seconds(5))
        #expect(tier.eventsThatAbsorbOneFailure(at: try Objective(ratio: 0.999)) == events)
    }
}
