import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Events per second beside events of the window.
@Suite struct EventUnitTests {
    private typealias Query = IndicatorQueryTests

    private static let increase = "sum(increase(NAME[{{.window}}]))"

    private static func query(_ name: String, _ form: String = increase) throws -> EventQuery {
        try EventQuery(form.replacing("NAME", with: name))
    }

    @Test func `a bare counter is counted as the query beside it`() throws {
        let indicators = [
            EventIndicator(bad: .counter("b"), total: try Self.query("t")),
            EventIndicator(good: try Self.query("g"), total: .counter("t")),
            EventIndicator(good: try Self.query("g"), bad: .counter("b")),
            EventIndicator(bad: .counter("b"), total: try Self.query("t", Self.increase + " or vector(1)")),
        ]
        for indicator in indicators {
            let document = try Query.document(.events(indicator))
            #expect(try RuleGenerator(document).measure.events?.unit == .perWindow)
            try Promtool([document]).expect(
                [
                    .about(0.5, Query.ratio("1h"), at: 100), .about(0.5, Query.ratio("1d"), at: 100),
                    .about(300, within: 3, "slo:total_events:over5m", at: 100),
                ], of: [("t", "0+60x120"), ("g", "0+30x120"), ("b", "0+30x120")])
            #expect(!(try OpenSLOWriter.yaml([document]).text.contains("rate(")))
        }
    }

    @Test func `a bare counter keeps its labels and its rate beside rates`() throws {
        let grouped = EventIndicator(
            bad: .counter("b"), total: try Self.query("t", "sum by (r) (increase(NAME[{{.window}}]))"), by: ["r"])
        #expect(
            try RuleGenerator(Query.document(.events(grouped))).measure.events?.numerator.query.template
                == "sum by (r) (increase(b[{{.window}}]))")
        let rates = EventIndicator(bad: .counter("b"), total: try Self.query("t", "sum(rate(NAME[{{.window}}]))"))
        #expect(
            try RuleGenerator(Query.document(.events(rates))).measure.events?.numerator.query.template
                == "sum(rate(b[{{.window}}]))")
    }

    @Test(arguments: ["sum(rate(NAME[{{.window}}]))", "clamp_min(sum(rate(NAME[{{.window}}])), 0)"])
    func `queries that count differently are refused`(_ form: String) throws {
        let indicators = [
            EventIndicator(bad: try Self.query("b", form), total: try Self.query("t")),
            EventIndicator(bad: try Self.query("b", form), total: try Self.query("t", Self.increase + " or vector(1)")),
            EventIndicator(good: try Self.query("g"), bad: try Self.query("b", form)),
        ]
        for indicator in indicators {
            let error = #expect(throws: SLOError.self) { try RuleGenerator(Query.document(.events(indicator))) }
            #expect(error?.key == "events")
            #expect(error?.description.hasPrefix("events: bad counts events per second and ") == true)
            let counted = form.replacing("rate", with: "increase").replacing("NAME", with: "b")
            #expect(error?.description.hasSuffix(": write `\(counted)` as bad, or `rate` in both") == true)
        }
        let samples = EventIndicator(
            bad: try Self.query("b", form), total: try Self.query("t", "sum(sum_over_time(NAME[{{.window}}]))"))
        let error = #expect(throws: SLOError.self) { try RuleGenerator(Query.document(.events(samples))) }
        #expect(error?.description.hasSuffix(": write `rate` in both, or `sum_over_time`") == true)
        let converted = EventIndicator(
            bad: try Self.query("b", "sum(rate(NAME[{{.window}}])) * 300"), total: try Self.query("t"))
        #expect(throws: Never.self) { try RuleGenerator(Query.document(.events(converted))) }
    }

    @Test(arguments: [
        ("sum(rate(NAME[5m]))[{{.window}}:1m]", false), ("sum(increase(NAME[5m]))[{{.window}}:1m]", false),
        ("sum(increase(NAME[5m]))[{{.window}}:]", false), ("sum(increase(NAME[1m]))[{{.window}}:1m]", true),
        ("(sum(rate(NAME[5m])) * 60)[{{.window}}:1m]", true), ("(sum(rate(NAME[5m])) > bool 1)[{{.window}}:1m]", true),
    ])
    func `added rates and overlapping counts are no number of events`(_ range: String, _ areEvents: Bool) throws {
        let indicator = EventIndicator(
            bad: try Self.query("b", "sum_over_time(\(range))"), total: try Self.query("t", "sum_over_time(\(range))"))
        let measure = try RuleGenerator(Query.document(.events(indicator))).measure
        #expect(measure.events?.unit == (areEvents ? .perWindow : nil))
        let mixed = EventIndicator(
            bad: try Self.query("b", "sum_over_time(\(range))"),
            total: try Self.query("t", "sum(rate(NAME[{{.window}}]))"))
        #expect(throws: SLOError.self) { try RuleGenerator(Query.document(.events(mixed))) }
    }
}
