import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// That rules say whatever a definition says: in an expression, or in a sentence of the warnings and of the alerts.
@Suite struct DefinitionRuleTests {
    static let events = Indicator.events(EventIndicator(bad: .counter("b"), total: .counter("t")))

    private static func generator(
        _ indicator: Indicator = events, budgeting: Budgeting = .occurrences, minFailures: UInt64 = 1,
        minEvents: UInt64 = 0, confidence: ConfidenceGuard? = nil, noData: NoDataPolicy = .ignore,
        maintenance: [MaintenanceWindow] = []
    ) throws -> RuleGenerator {
        let tiers = [
            try BurnRateTier(
                severity: .page, factor: 2, longWindow: .seconds(3_600), shortWindow: .seconds(300)),
            try BurnRateTier(
                severity: .ticket, factor: 1, longWindow: .seconds(86_400), shortWindow: .seconds(7_200)),
        ]
        let definition = try SLODefinition(
            name: "n", service: "s", objective: try Objective(ratio: 0.99), window: .days(30), budgeting: budgeting,
            alerting: AlertPolicy(
                tiers: tiers, minFailures: minFailures, minEvents: minEvents, confidence: confidence),
            noData: noData, maintenance: maintenance)
        return try RuleGenerator(SLODocument(definition: definition, indicator: indicator))
    }

    /// By name, without the SLO's own selector.
    private static func expressions(_ generator: RuleGenerator) -> [String: String] {
        Dictionary(
            generator.group().rules.map {
                (
                    $0.name + ($0.labels["sloth_severity"].map { "/\($0)" } ?? ""),
                    $0.expression.replacing(#"{sloth_id="s-n", sloth_service="s", sloth_slo="n"}"#, with: "")
                )
            }
        ) { first, _ in first }
    }

    // MARK: Nothing is dropped

    static let indicators: [(Indicator, Budgeting)] = [
        (events, .occurrences),
        (
            .events(EventIndicator(bad: .query(WindowedQuery(trusted: "f(b[{{.window}}])")), total: .counter("t"))),
            .occurrences
        ),
        (.ratio(RatioIndicator(error: WindowedQuery(trusted: "q[{{.window}}]"))), .occurrences),
        (.availability(AvailabilityIndicator(gauge: "up")), .occurrences),
        (
            .composite(CompositeIndicator(rule: .serial, parts: [.init(service: "s", slo: "a", weight: 1)])),
            .occurrences
        ),
        (events, .ratioTimeslices(length: .seconds(60))),
    ]

    @Test(arguments: indicators)
    func `every part of a definition is compiled or named`(_ indicator: Indicator, _ budgeting: Budgeting) throws {
        let plain = try Self.generator(indicator, budgeting: budgeting)
        let berlin = MaintenanceWindow.every(
            try Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Europe/Berlin"))
        let daily = MaintenanceWindow.every(try Recurrence(.daily, at: "02:00", for: .seconds(7_200)))
        let changed: [(String, RuleGenerator)] = [
            ("min_failures", try Self.generator(indicator, budgeting: budgeting, minFailures: 3)),
            ("min_events", try Self.generator(indicator, budgeting: budgeting, minEvents: 10)),
            (
                "confidence",
                try Self.generator(indicator, budgeting: budgeting, confidence: ConfidenceGuard(level: 0.9))
            ),
            ("bad", try Self.generator(indicator, budgeting: budgeting, noData: .bad)),
            ("hold", try Self.generator(indicator, budgeting: budgeting, noData: .hold)),
            ("daily", try Self.generator(indicator, budgeting: budgeting, maintenance: [daily])),
            ("berlin", try Self.generator(indicator, budgeting: budgeting, maintenance: [berlin])),
        ]
        for (what, generator) in changed {
            let said = Set(generator.approximations).subtracting(plain.approximations)
            let isCompiled = Self.expressions(generator) != Self.expressions(plain)
            #expect(isCompiled || !said.isEmpty, "\(what)")
            #expect(said.isSubset(of: generator.warnings), "\(what)")
            let alerts = generator.group().rules.filter { $0.kind != .record }
            #expect(!alerts.isEmpty)
            for sentence in said {
                #expect(alerts.allSatisfy { $0.annotations["approximation"]?.contains(sentence) == true }, "\(what)")
            }
        }
    }

    @Test func `a policy that rules cannot ask for is named`() throws {
        let generator = try Self.generator(
            .ratio(RatioIndicator(error: WindowedQuery(trusted: "q[{{.window}}]"))), minFailures: 2, minEvents: 5,
            confidence: ConfidenceGuard(level: 0.95))
        #expect(
            generator.approximations.last
                == "min_failures 2, min_events 5, confidence 0.95 are not enforced: the indicator does not give event "
                + "counts.")
    }

    // MARK: Low traffic

    @Test(arguments: [
        (events, "slo:bad_events:over1h > 2.5", "sum_over_time(slo:total_events:over5m[1d:5m]) > 9.5"),
        (
            .events(
                EventIndicator(
                    bad: .query(WindowedQuery(trusted: "sum(increase(b[{{.window}}]))")),
                    total: .query(WindowedQuery(trusted: "sum by (r) (increase(t[{{.window}}]))")))),
            "slo:bad_events:over1h > 2.5", "sum_over_time(slo:total_events:over5m[1d:5m]) > 9.5"
        ),
        (
            .availability(AvailabilityIndicator(gauge: "up")), "slo:bad_events:over1h > 2.5",
            "sum_over_time(slo:total_events:over5m[1d:5m]) > 9.5"
        ),
    ])
    func `guards count what queries count`(_ indicator: Indicator, _ bad: String, _ total: String) throws {
        let rules = Self.expressions(try Self.generator(indicator, minFailures: 3, minEvents: 10))
        #expect(rules["ErrorBudgetBurn/page"]?.contains("and max without (sloth_window) (\(bad))\n") == true)
        #expect(rules["ErrorBudgetBurn/ticket"]?.contains("and max without (sloth_window) (\(total))\n") == true)
    }

    @Test func `bad timeslices are counted by their share`() throws {
        let rules = Self.expressions(
            try Self.generator(budgeting: .ratioTimeslices(length: .seconds(60)), minFailures: 3))
        #expect(
            rules["ErrorBudgetBurn/page"]?.contains(
                "and max without (sloth_window) (slo:sli_error:ratio_rate1h * 3600 / 60 > 2.5)\n") == true)
    }

    @Test func `confidence is a condition on the beta distribution`() throws {
        let rules = Self.expressions(try Self.generator(confidence: ConfidenceGuard(level: 0.95)))
        #expect(rules["slo:bad_evidence:over1h"] == "slo:bad_events:over1h + 0.5")
        #expect(
            rules["slo:good_evidence:over1h"]
                == "clamp_min(slo:total_events:over1h - slo:bad_events:over1h, 0) + 0.5")
        #expect(
            rules["slo:bad_evidence:over1d"] == "sum_over_time(slo:bad_events:over5m[1d:5m]) + 0.5")
        #expect(
            rules["ErrorBudgetBurn/page"] == """
                (
                  max without (sloth_window) (slo:sli_error:ratio_rate1h > 0.02) / 0.01
                  and max without (sloth_window) (slo:sli_error:ratio_rate5m > 0.02)
                  and max without (sloth_window) (
                    3 * (
                      (0.02 * slo:good_evidence:over1h) ^ (1 / 3) * (1 - 1 / (9 * slo:good_evidence:over1h))
                      - ((1 - 0.02) * slo:bad_evidence:over1h) ^ (1 / 3) * (1 - 1 / (9 * slo:bad_evidence:over1h))
                    )
                    / sqrt((0.02 * slo:good_evidence:over1h) ^ (2 / 3) / slo:good_evidence:over1h + ((1 - 0.02) * \
                slo:bad_evidence:over1h) ^ (2 / 3) / slo:bad_evidence:over1h)
                    < -1.959964
                  )
                )
                """)
    }

    /// The same formula in Swift, over every number of failures.
    @Test(arguments: [0.001, 0.0144, 0.06, 0.144, 0.6], [0.8, 0.9, 0.95, 0.99])
    func `the approximation alerts at most one failure later`(_ threshold: Double, _ level: Double) throws {
        for method in ConfidenceGuard.Method.allCases {
            let confidence = try ConfidenceGuard(level: level, method: method)
            for total in [2, 5, 10, 30, 100, 1_000] {
                let exact = (1...total).first {
                    confidence.isAbove(threshold, bad: Double($0), total: Double(total))
                }
                let rule = (1...total).first { bad in
                    let shift = method == .jeffreys ? 0.5 : 0
                    let (a, b) = (Double(bad) + shift, Double(total - bad) + 1 - shift)
                    let (below, above) = (threshold * b, (1 - threshold) * a)
                    func root(_ value: Double) -> Double { cubeRoot(value) }
                    let numerator = 3 * (root(below) * (1 - 1 / (9 * b)) - root(above) * (1 - 1 / (9 * a)))
                    let variance = root(below) * root(below) / b + root(above) * root(above) / a
                    return numerator / variance.squareRoot() < -confidence.zScore
                }
                guard let exact else {
                    #expect(rule == nil)
                    continue
                }
                #expect((exact...exact + 1).contains(rule ?? exact + 1), "\(method), \(total) events")
            }
        }
    }

    /// By Newton's method, as the standard library has none.
    private func cubeRoot(_ value: Double) -> Double {
        var root = max(value, 1)
        for _ in 0..<100 { root -= (root * root * root - value) / (3 * root * root) }
        return root
    }

    // MARK: Silence

    @Test func `silence is bad and weighs what usually comes`() throws {
        let rules = Self.expressions(try Self.generator(noData: .bad))
        #expect(
            rules["slo:total_events:over5m"] == """
                (sum(rate(t[5m]))) * 300 > 0
                or
                (max without (sloth_id, sloth_service, sloth_slo, sloth_window) \
                (avg_over_time((slo:total_events:over5m > 0)[1h:5m] offset 5m)) > 0 and (sum(rate(t[5m]))) == 0)
                or
                (sum(rate(t[5m]))) == 0
                """)
        #expect(
            rules["slo:bad_events:over5m"] == """
                (max without (sloth_id, sloth_service, sloth_slo, sloth_window) (slo:total_events:over5m) and \
                (sum(rate(t[5m]))) == 0)
                or
                (sum(rate(b[5m]))) * 300 >= 0
                or
                (sum(rate(t[5m]))) * 0 >= 0
                """)
        // Composed, as raw counters know nothing of it.
        #expect(
            rules["slo:sli_error:ratio_rate1h"]?.contains("  sum_over_time(slo:bad_events:over5m[1h:5m])\n") == true)
        #expect(rules["ErrorBudgetBurnNoData/page"] == "absent(slo:sli_error:ratio_rate5m)")
    }

    @Test func `held ratios are those of the last slice`() throws {
        let rules = Self.expressions(
            try Self.generator(.ratio(RatioIndicator(error: WindowedQuery(trusted: "q[{{.window}}]"))), noData: .hold))
        #expect(
            rules["slo:sli_error:ratio_rate5m"] == """
                (max without (sloth_id, sloth_service, sloth_slo, sloth_window) \
                (last_over_time(slo:sli_error:ratio_rate5m[1h])) and ((q[5m]) != bool (q[5m])) > 0)
                or
                clamp((q[5m]), 0, 1) >= 0
                or
                ((q[5m]) != bool (q[5m])) * 0
                """)
        #expect(rules["slo:sli_error:ratio_rate1h"] == "avg_over_time(slo:sli_error:ratio_rate5m[1h:5m])")
    }

    // MARK: Maintenance

    @Test func `maintenance is a series that takes events out`() throws {
        let once = MaintenanceWindow.once(
            from: Timestamp(secondsSinceEpoch: 1_800_000_000), to: Timestamp(secondsSinceEpoch: 1_800_003_600))
        let spans = try [
            once, .every(Recurrence(.daily, at: "00:00", for: .seconds(600))),
            .every(Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Etc/UTC")),
            .every(Recurrence(.monthly(day: 31), at: "22:30", for: .seconds(10_800))),
        ]
        let rules = Self.expressions(try Self.generator(maintenance: spans))
        #expect(
            rules["slo:maintenance:active"] == """
                vector(1)
                and (
                  vector(time()) >= 1800000000 < 1800003900
                  or
                  vector(time() % 86400) < 900
                  or
                  vector((time() + 338400) % 604800) < 7500
                  or
                  (day_of_month(vector((time() - 81000))) - clamp_max(days_in_month(vector((time() - 81000))), 31)) \
                * 86400 + (time() + 5400) % 86400 >= 0 < 11100
                  or
                  (day_of_month(vector((time() - 81000))) + days_in_month(vector((time() - 81000)) - \
                day_of_month(vector((time() - 81000))) * 86400) - clamp_max(days_in_month(vector((time() - 81000)) - \
                day_of_month(vector((time() - 81000))) * 86400), 31)) * 86400 + (time() + 5400) % 86400 < 11100
                )
                or
                vector(0)
                """)
        #expect(
            rules["slo:total_events:over5m"] == """
                (
                  (sum(rate(t[5m]))) * 300 >= 0
                )
                * on () group_left () (1 - slo:maintenance:active)
                """)
        #expect(
            rules["slo:sli_error:ratio_rate1h"]?.contains("  sum_over_time(slo:bad_events:over5m[1h:5m])\n") == true)
        #expect(
            rules["ErrorBudgetBurnNoData/ticket"] == """
                absent(slo:sli_error:ratio_rate5m)
                unless on () (slo:maintenance:active > 0)
                """)
    }

    @Test func `maintenance in another zone is named`() throws {
        let span = MaintenanceWindow.every(
            try Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Europe/Berlin"))
        let generator = try Self.generator(maintenance: [span])
        #expect(Self.expressions(generator)["slo:maintenance:active"] == nil)
        #expect(
            generator.warnings == [
                "Events during the maintenance every sunday at 02:00 for 2h in Europe/Berlin count, as PromQL has no time "
                    + "zones: silence the alerts then."
            ])
    }
}
