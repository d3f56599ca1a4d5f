import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// The expressions that indicators become.
@Suite struct SLIExpressionTests {
    private func rules(_ indicator: Indicator, budgeting: Budgeting = .occurrences) throws -> [String: String] {
        let definition = try SLODefinition(
            name: "n", service: "s", objective: try Objective(ratio: 0.99), window: .days(30), budgeting: budgeting)
        let group = try RuleGenerator(SLODocument(definition: definition, indicator: indicator)).group()
        let recordings = group.rules.filter { $0.kind == .record }
        // The SLO's own selector is the same everywhere.
        return Dictionary(
            uniqueKeysWithValues: recordings.map {
                ($0.name, $0.expression.replacing(#"{sloth_id="s-n", sloth_service="s", sloth_slo="n"}"#, with: ""))
            })
    }

    @Test func `a latency counts a bucket that has to exist`() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: #"d{job="a"}"#, threshold: 1)))
        #expect(
            rules["slo:total_events:over5m"] == #"""
                (
                  sum(rate(d_count{job="a"}[5m]))
                  and
                  sum(rate(d_bucket{job="a", le=~"1(\\.0)?"}[5m]))
                ) * 300 >= 0
                """#)
    }

    @Test func `a threshold between buckets has two bounds`() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.3, buckets: [0.25, 0.5])))
        #expect(rules["slo:bad_events:over5m"]?.contains(#"d_bucket{le=~"0\\.25"}"#) == true)
        #expect(rules["slo:sli_error_lower_bound:ratio_rate5m"]?.contains(#"d_bucket{le=~"0\\.5"}"#) == true)
        let error = #expect(throws: SLOError.self) {
            try self.rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.1, buckets: [0.25])))
        }
        #expect(error?.description == "threshold 0.1: it is below all buckets, so no event is known to be good")
    }

    @Test func `a native histogram interpolates`() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.3, native: true)))
        #expect(
            rules["slo:sli_error:ratio_rate1h"] == """
                clamp(
                  1 - (
                    histogram_fraction(0, 0.3, sum(rate(d[1h]))) * histogram_count(sum(rate(d[1h]))) >= 0
                    or
                    histogram_count(sum(rate(d[1h]))) * 0
                  )
                  / ((histogram_count(sum(rate(d[1h])))) > 0),
                  0, 1
                ) >= 0
                or
                (histogram_count(sum(rate(d[1h])))) >= 0 > bool 0
                """)
    }

    @Test func `a ratio is averaged over time`() throws {
        let rules = try rules(.ratio(RatioIndicator(error: try WindowedQuery("q[{{.window}}]"))))
        #expect(
            rules["slo:sli_error:ratio_rate1h"]
                == "clamp((q[1h]), 0, 1) >= 0\nor\n((q[1h]) != bool (q[1h])) * 0")
        #expect(rules["slo:slice_error:ratio"] == "clamp((q[5m]), 0, 1) >= 0")
        #expect(
            rules["slo:sli_error:ratio_rate3d"]
                == "avg_over_time(slo:slice_error:ratio[3d:5m])\nor\nslo:sli_error:ratio_rate5m * 0")
    }

    @Test func `a timeslice is good or bad`() throws {
        let events = EventIndicator(bad: .counter("b"), total: .counter("t"))
        let rules = try rules(
            .events(events), budgeting: .timeslices(length: .seconds(60), objective: try Objective(ratio: 0.95)))
        let bare = "max without (sloth_id, sloth_service, sloth_slo, sloth_window)"
        #expect(
            rules["slo:slice_error:ratio"]
                == "clamp_max(\n  (sum(rate(b[1m])))\n  / ((sum(rate(t[1m]))) > 0),\n  1\n) >= 0")
        #expect(
            rules["slo:total_events:over5m"]
                == "\(bare) (count_over_time(slo:slice_error:ratio[5m:1m]))\nor\n(sum(rate(t[1m]))) * 0 >= 0")
        #expect(
            rules["slo:bad_events:over5m"]
                == "\(bare) (sum_over_time((slo:slice_error:ratio > bool 0.05)[5m:1m]))\nor\n"
                + "(sum(rate(t[1m]))) * 0 >= 0")
        #expect(
            rules["slo:sli_error:ratio_rate1h"]
                == "\(bare) (avg_over_time((slo:slice_error:ratio > bool 0.05)[1h:1m]))\nor\n"
                + "\(bare) (slo:total_events:over5m * 0)")
        #expect(
            rules["slo:sli_error:ratio_rate30d"]?.contains("  sum_over_time(slo:bad_events:over5m[30d:5m])\n") == true)
    }

    @Test func `timeslices of a ratio without counts are refused`() throws {
        let slices = Budgeting.timeslices(length: .seconds(60), objective: try Objective(ratio: 0.95))
        let ratio = Indicator.ratio(RatioIndicator(error: try WindowedQuery("avg(avg_over_time(e[{{.window}}]))")))
        let error = #expect(throws: SLOError.self) { try self.rules(ratio, budgeting: slices) }
        #expect(error?.key == "budgeting")
        let counted = try WindowedQuery("sum(rate(e[{{.window}}])) / sum(rate(t[{{.window}}]))")
        #expect(throws: Never.self) {
            try self.rules(.ratio(RatioIndicator(error: counted)), budgeting: slices)
        }
        // As bad as its ratio, and averaged in any case: nothing is said of slices that are not there.
        let document = try IndicatorQueryTests.document(ratio, budgeting: .ratioTimeslices(length: .seconds(60)))
        #expect(!(try RuleGenerator(document).warnings.contains { $0.contains("Timeslices") }))
    }

    @Test func `good and bad events make a total`() throws {
        let rules = try rules(.events(EventIndicator(good: .counter("g"), bad: .counter("b"), by: ["r"])))
        #expect(
            rules["slo:total_events:over5m"] == """
                (
                  ((sum by (r) (rate(g[5m]))) or (sum by (r) (rate(b[5m]))) * 0)
                  +
                  ((sum by (r) (rate(b[5m]))) or (sum by (r) (rate(g[5m]))) * 0)
                ) * 300 >= 0
                """)
    }

    @Test(arguments: [
        (
            Indicator.availability(AvailabilityIndicator(gauge: "up")),
            "(sum(count_over_time(up[5m]) and max_over_time(up[5m]) <= Inf)) >= 0"
        ),
        (
            .threshold(ThresholdIndicator(gauge: "q", op: .lte, value: 10)),
            "(sum(count_over_time((q <= Inf)[5m:1m]))) >= 0"
        ),
        (
            .throughput(ThroughputIndicator(counter: "c", atLeast: 2)),
            "(sum(count_over_time((sum(rate(c[5m])) <= Inf)[5m:1m]))) >= 0"
        ),
        (
            .freshness(FreshnessIndicator(timestamp: "t", within: 60)),
            "(sum(count_over_time(((time() - max(t)) <= Inf)[5m:1m]))) >= 0"
        ),
        (
            .probe(ProbeIndicator(target: "x")),
            #"(sum(rate(nines_slo_events_total{service="s", slo="n"}[5m]))) * 300 >= 0"#
        ),
    ])
    func `samples are events`(_ indicator: Indicator, _ total: String) throws {
        #expect(try rules(indicator)["slo:total_events:over5m"] == total)
    }

    private static func composed(_ rule: CompositeIndicator.Rule, ungrouped: Set<[String]>) throws -> String? {
        let parts = [
            CompositeIndicator.Part(service: "s", slo: "a", weight: 3), .init(service: "s", slo: "b", weight: 1),
        ]
        let definition = try SLODefinition(
            name: "n", service: "s", objective: try Objective(ratio: 0.99), window: .days(30))
        var generator = try RuleGenerator(
            SLODocument(
                definition: definition, indicator: .composite(CompositeIndicator(rule: rule, parts: parts))))
        generator.ungroupedParts = ungrouped
        return generator.group().rules.first { $0.name == "slo:sli_error:ratio_rate1h" }?.expression
    }

    @Test func `parts make a whole`() throws {
        let both: Set = [["s", "a"], ["s", "b"]]
        #expect(
            try Self.composed(.serial, ungrouped: both) == """
                (
                  1 -
                  (1 - (sum(slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="a"}) or vector(0)))
                  * (1 - (sum(slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="b"}) or vector(0)))
                )
                and on () (slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="a"} or \
                slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="b"})
                """)
        #expect(
            try Self.composed(.weighted, ungrouped: both)?.hasPrefix(
                """
                (
                  (
                    (sum(slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="a"}) or vector(0)) * 3
                    + (sum(slo:sli_error:ratio_rate1h{sloth_service="s", sloth_slo="b"}) or vector(0)) * 1
                  ) / 4
                )
                and
                """) == true)
    }

    @Test func `groups of a part are weighed by their counts`() throws {
        let text = try Self.composed(.serial, ungrouped: [["s", "b"]])
        let a = #"{sloth_service="s", sloth_slo="a"}"#
        #expect(
            text?.contains(
                "((sum(slo:sli_error:ratio_rate1h\(a)) unless count(slo:sli_error:ratio_rate1h\(a)) > 1) or "
                    + "clamp_max(sum(sum_over_time(slo:bad_events:over5m\(a)[1h:5m])) / "
                    + "(sum(sum_over_time(slo:total_events:over5m\(a)[1h:5m])) > 0), 1) or "
                    + "avg(slo:sli_error:ratio_rate1h\(a)) or vector(0))") == true)
    }
}
