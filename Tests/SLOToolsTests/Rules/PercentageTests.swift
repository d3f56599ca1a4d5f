import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Shares that are numbers up to 100 and not up to 1.
@Suite struct PercentageTests {
    private typealias Query = IndicatorQueryTests

    private static func warnings(_ form: String) throws -> [String] {
        try RuleGenerator(RatioPlaceholderTests.document(form.replacing("GOOD", with: "(TOTAL - BAD)"))).warnings
    }

    @Test(arguments: [
        "1 - (100 * GOOD / TOTAL)", "1 - 100 * (GOOD / TOTAL)", "1 - clamp(100 * GOOD / TOTAL, 0, 100)",
        "1 - avg_over_time((100 * GOOD / TOTAL)[{{.window}}:1m])", "1 - avg_over_time(ok_percent[{{.window}}])",
        "1 - avg(GOOD / TOTAL * 1e2) or vector(0)", "clamp_min(1 - GOOD / TOTAL / 0.01, 0)",
        "1 - (avg_over_time((clamp((100 * GOOD / TOTAL), 0, 1) >= 0)[{{.window}}:1m]) or (100 * GOOD / TOTAL))",
    ])
    func `per cent that are taken from 1 are warned of`(_ form: String) throws {
        let warnings = try Self.warnings(form)
        #expect(
            warnings.contains(
                "the ratio takes per cent from 1, which is below 0 and so counts as no errors at all: divide the "
                    + "percentage by 100, or leave its factor 100 out"), "\(warnings)")
    }

    @Test(arguments: [
        "clamp(100 * BAD / TOTAL, 0, 1)", "avg_over_time((BAD / TOTAL * 100)[{{.window}}:1m])",
        "sum(100 * rate(e[{{.window}}])) / TOTAL", "avg by (job) (100 * rate(e[{{.window}}]) / rate(t[{{.window}}]))",
        "100 - avg_over_time(ok_percent[{{.window}}])", "(60 + 40) * BAD / TOTAL",
        "max_over_time(bad_pct[{{.window}}])",
        "quantile_over_time(0.9, bad_percentage[{{.window}}])", "(100 * BAD / TOTAL) * on () group_left () up",
        "100 * (BAD / TOTAL) > 0.5", "label_replace(100 * BAD / TOTAL, \"a\", \"b\", \"\", \"\")",
    ])
    func `a percentage within other operations is warned of`(_ form: String) throws {
        let warnings = try Self.warnings(form)
        #expect(
            warnings.contains { $0.hasPrefix("the ratio is in per cent, and an error ratio is at most 1") },
            "\(warnings)")
    }

    @Test(arguments: [
        "1 - (100 * GOOD / TOTAL) / 100", "(100 - 100 * GOOD / TOTAL) / 100", "100 * BAD / (100 * TOTAL)",
        "avg_over_time((100 * BAD / TOTAL > bool 5)[{{.window}}:1m])", "0.01 * (100 * BAD / TOTAL)",
        "1 - count(cpu_percent < 80) / count(cpu_percent) + 0 * TOTAL", "BAD / (TOTAL > 100)",
        "1 - avg_over_time(ok_percent[{{.window}}]) / 100", "(BAD + 100 * 0) / TOTAL * 1",
    ])
    func `what is a share in the end is not`(_ form: String) throws {
        let warnings = try Self.warnings(form)
        #expect(!(warnings.contains { $0.contains("per cent") }), "\(warnings)")
    }

    @Test func `events of which one side is in per cent are warned of`() throws {
        let total = "sum(rate(t[{{.window}}]))"
        let percent = try Query.events(bad: "100 * sum(rate(b[{{.window}}]))", total: total)
        #expect(
            try RuleGenerator(Query.document(percent)).warnings.contains(
                "the bad query is in per cent and the total is not, so a hundred are counted for each event: leave the "
                    + "factor 100 out, or give the total the same"))
        let gauge = try RuleGenerator(Query.document(.availability(AvailabilityIndicator(gauge: "ok_percent"))))
        #expect(gauge.warnings.contains { $0.hasPrefix("the good query is in per cent") })
        let both = try Query.events(bad: "100 * sum(rate(b[{{.window}}]))", total: "100 * \(total)")
        #expect(!(try RuleGenerator(Query.document(both)).warnings.contains { $0.contains("per cent") }))
        let limit = ThresholdIndicator(gauge: "cpu_percent", op: .lt, value: 80)
        #expect(try RuleGenerator(Query.document(.threshold(limit))).warnings.isEmpty)
    }
}
